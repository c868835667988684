import type { Transaction } from 'kysely';
import { parseGrantArn, parseIssuedLicenseArn } from '../../domain/arn.ts';
import type { RequestContext } from '../../operation.ts';
import { findHomeRegion } from '../../store/issued-license.ts';
import type { DB } from '../../store/schema.ts';
import { lockGrant, readGrant, unknownGrant } from './grants/named-grant.ts';
import { lockOwn, ownIssued, unknownLicense } from './issued/named-issued-license.ts';
import { lockLicense } from './lock-license.ts';
import { ownLicense } from './named-license.ts';

/** What has tags: where its rows are, and how it is kept from going away while they change. */
interface Tagged {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly resourceType: 'license' | 'license-configuration' | 'grant';
  readonly lock: (trx: Transaction<DB>) => Promise<unknown>;
}

/** The resource of the caller's account that an ARN names; faults where there is none. Of report generators tags are not kept. */
export async function taggedResource(arn: string, context: RequestContext): Promise<Tagged> {
  if (parseGrantArn(arn)) return taggedGrant(arn, context);
  if (!parseIssuedLicenseArn(arn)) {
    const license = await ownLicense(arn, context);
    return { ...license, resourceType: 'license-configuration', lock: (trx) => lockLicense(trx, license, arn) };
  }
  const license = ownIssued(arn, context);
  const region = await findHomeRegion(context.db, license);
  if (region === undefined) throw unknownLicense(context, arn);
  return { ...license, region, resourceType: 'license', lock: (trx) => lockOwn(trx, arn, context) };
}

/** Who gave a grant tags it. */
async function taggedGrant(arn: string, context: RequestContext): Promise<Tagged> {
  const { id, accountId, homeRegion: region, status } = await readGrant(context.db, arn, context);
  if (accountId !== context.accountId || status === 'DELETED') throw unknownGrant(arn);
  return { accountId, region, id, resourceType: 'grant', lock: (trx) => lockGrant(trx, arn, context) };
}
