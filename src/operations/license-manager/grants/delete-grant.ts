import type { DeleteGrantRequest, DeleteGrantResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../../operation.ts';
import { endCheckoutsOf } from '../../../store/granted-checkout.ts';
import { deleteGrants } from '../../../store/issued-grant.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { change } from '../../change.ts';
import { arnConstraint } from '../named-license.ts';
import { reasonConstraint, versionConstraint } from './grant-constraints.ts';
import { changedShape } from './grant-shape.ts';
import { checkIsOf, type Ended, invalid, lockGrant, recordOf, statusAfter } from './named-grant.ts';

/** Whoever gave a grant takes it back, with all that its grantee passed on; what is checked out by them is checked in. */
export const deleteGrant: Operation<DeleteGrantRequest, DeleteGrantResponse> = {
  resources: ({ GrantArn: arn }) => [arn!],
  constraints: { GrantArn: arnConstraint, StatusReason: reasonConstraint, Version: versionConstraint },

  async handle({ GrantArn: arn, StatusReason: reason, Version: version }, context) {
    const { after } = await change(
      context,
      ({ after, deleted, checkedIn }: Ended) => recordOf(after, { reason, deleted, checkedIn }),
      async (trx) => {
        const { grant, license } = await lockGrant(trx, arn!, context);
        checkIsOf([grant.accountId], 'delete', context);
        const status = statusAfter('delete', grant);
        if (version !== String(grant.version))
          throw invalid(`Version is ${version}, and the newest version of the grant is ${grant.version}.`);
        const deleted = await deleteGrants(trx, [grant.id], { at: context.now, reason });
        await deleteAllTags(trx, deleted);
        return { after: { ...grant, status }, deleted, checkedIn: await endCheckoutsOf(trx, license, deleted) };
      },
    );
    return changedShape(after);
  },
};
