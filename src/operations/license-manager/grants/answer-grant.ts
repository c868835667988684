import type { AcceptGrantRequest, AcceptGrantResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../../operation.ts';
import { endCheckoutsOf } from '../../../store/granted-checkout.ts';
import { changeGrant } from '../../../store/issued-grant.ts';
import { change } from '../../change.ts';
import { arnConstraint } from '../named-license.ts';
import { changedShape } from './grant-shape.ts';
import { checkIsOf, type Ended, lockGrant, recordOf, statusAfter } from './named-grant.ts';

/**
 * Its grantee accepts a grant, which is to be activated then, or rejects it, also one that was accepted before: what is
 * checked out by it is checked in. What is so already stays.
 */
export const answerGrant = (act: 'accept' | 'reject'): Operation<AcceptGrantRequest, AcceptGrantResponse> => ({
  resources: ({ GrantArn: arn }) => [arn!],
  constraints: { GrantArn: arnConstraint },

  async handle({ GrantArn: arn }, context) {
    const { after } = await change(
      context,
      ({ after, checkedIn }: Ended) => recordOf(after, { status: after.status, checkedIn }),
      async (trx) => {
        const { grant, license } = await lockGrant(trx, arn!, context);
        checkIsOf([grant.granteeId], act, context);
        const status = statusAfter(act, grant);
        await changeGrant(trx, grant, { isVersion: false, change: { status } });
        const checkedIn = act === 'reject' ? await endCheckoutsOf(trx, license, [grant.id]) : undefined;
        return { after: { ...grant, status }, checkedIn };
      },
    );
    return changedShape(after);
  },
});
