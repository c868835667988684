import type { CreateGrantRequest, CreateGrantResponse } from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import { grantArn } from '../../../domain/arn.ts';
import { idFromSeed } from '../../../domain/ids.ts';
import { GRANTS_PER_LICENSE } from '../../../domain/issued/grant.ts';
import { statusAt } from '../../../domain/issued/issued-license.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { countGrants, findGrant, insertGrant, keepGrant } from '../../../store/issued-grant.ts';
import type { LockedIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';
import { putTags } from '../../../store/tag.ts';
import { changeOnce } from '../../change-once.ts';
import { clientToken } from '../issued/issued-terms.ts';
import { licenseTagRows, tagConstraints } from '../license-tags.ts';
import { arnConstraint } from '../named-license.ts';
import { grantConstraints, operationsOf } from './grant-constraints.ts';
import { changedShape } from './grant-shape.ts';
import { lockGrantable } from './grantable-license.ts';
import { granteeOf } from './grantee.ts';
import { invalid, unknownGrant } from './named-grant.ts';

/** A grant is there at once, where AWS's is PENDING_WORKFLOW for a moment. */
export const createGrant: Operation<CreateGrantRequest, CreateGrantResponse> = {
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: {
    ...grantConstraints,
    ...tagConstraints,
    ClientToken: clientToken,
    LicenseArn: arnConstraint,
    Principals: { items: [1, 1] },
    'Principals[]': { length: [1, 2048] },
    HomeRegion: { length: [1, 64] },
  },

  async handle(request, context) {
    const { accountId, requestId, db, now } = context;
    const { LicenseArn: arn, GrantName: name, HomeRegion: homeRegion } = request;
    const operations = operationsOf(request.AllowedOperations!);
    const [principalArn = ''] = request.Principals!;
    const id = idFromSeed('g', requestId, 0, 32);
    const record = ({ granteeId }: { granteeId: string }) => ({
      resources: [grantArn(accountId, id), arn!],
      detail: { name, principalArn, operations, tags: request.Tags },
      tells: granteeId ? [granteeId] : [],
    });
    const made = await changeOnce(context, { input: request, mismatch: 'ValidationException', record }, async (trx) => {
      const { license, parent } = await lockGrantable(trx, arn!, { operations, context });
      checkHomeRegion(homeRegion!, license, context);
      await checkRoom(trx, license);
      const grantee = await granteeOf(trx, principalArn, { license, parent, context });
      if (parent) await keepGrant(trx, parent);
      const { id: licenseId, productSku } = license;
      const scope = { licenseId, productSku, homeRegion: license.homeRegion, parentId: parent?.id ?? null };
      await insertGrant(trx, { id, accountId, principalArn, name: name!, operations, ...scope, ...grantee }, now);
      await putTags(trx, licenseTagRows({ accountId, region: license.homeRegion, id }, request.Tags, 'grant'));
      return { id, granteeId: grantee.granteeId ?? '' };
    });
    const grant = await findGrant(db, made.id);
    if (!grant) throw unknownGrant(grantArn(accountId, made.id));
    return changedShape(grant);
  },
};

/** The text is AWS's (a report of its users). */
function checkHomeRegion(asked: string, { homeRegion }: LockedIssuedLicense, { region }: RequestContext): void {
  if (asked !== homeRegion || region !== homeRegion)
    throw invalid(`Grant can only be created in resource home AWS region: ${homeRegion}`);
}

async function checkRoom(trx: Transaction<DB>, license: LockedIssuedLicense): Promise<void> {
  const status = statusAt(license, license.now);
  if (status !== 'AVAILABLE') throw invalid(`The license is ${status}; one that is AVAILABLE can be granted.`);
  if ((await countGrants(trx, license.id)) < GRANTS_PER_LICENSE) return;
  throw new Fault(
    'ResourceLimitExceededException',
    `The license has ${GRANTS_PER_LICENSE} grants, which is the limit. Delete one first.`,
  );
}
