import type { Transaction } from 'kysely';
import { parseIssuedLicenseArn } from '../../../domain/arn.ts';
import { whyNotGranted } from '../../../domain/issued/grant.ts';
import type { RequestContext } from '../../../operation.ts';
import { type ChainedGrant, listGrantsOfLicense } from '../../../store/issued-grant.ts';
import { type LockedIssuedLicense, lockIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';
import { unknownLicense } from '../issued/named-issued-license.ts';
import { invalid } from './named-grant.ts';

interface Grantable {
  readonly license: LockedIssuedLicense;
  /** The grant by which the caller has it; undefined where it is the caller's own. */
  readonly parent: ChainedGrant | undefined;
}

/**
 * A license that the caller issued, or has by a grant that lets it be passed on, locked. Operations that go beyond that grant
 * are refused, and CreateGrant is: what was passed on is not passed on further.
 */
export async function lockGrantable(
  trx: Transaction<DB>,
  arn: string,
  { operations, context }: { readonly operations: readonly string[]; readonly context: RequestContext },
): Promise<Grantable> {
  const { accountId } = context;
  const ref = parseIssuedLicenseArn(arn);
  const license = ref && (await lockIssuedLicense(trx, ref));
  if (!license || license.status === 'DELETED') throw unknownLicense(context, arn);
  if (license.accountId === accountId) return { license, parent: undefined };
  const grants = await listGrantsOfLicense(trx, { accountId, licenseId: license.id });
  if (grants.length === 0) throw unknownLicense(context, arn);
  const parent = grants.find(({ chain }) => whyNotGranted(chain, 'CreateGrant') === undefined);
  if (!parent) throw invalid(`The license cannot be passed on: ${whyNotGranted(grants[0]!.chain, 'CreateGrant')}.`);
  checkPassedOn(operations, parent);
  return { license, parent };
}

/** Faults where a grant would allow more than the one that it comes from. */
export function checkPassedOn(operations: readonly string[], parent: Pick<ChainedGrant, 'id' | 'operations'>): void {
  const allowed = parent.operations.filter((one) => one !== 'CreateGrant');
  const beyond = operations.find((one) => !allowed.includes(one));
  if (beyond === undefined) return;
  throw invalid(
    `AllowedOperations has ${beyond}; the grant ${parent.id} lets ${allowed.length > 0 ? allowed.join(', ') : 'nothing'} be passed on.`,
  );
}
