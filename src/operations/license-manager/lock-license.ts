import type { Transaction } from 'kysely';
import type { LicenseConfigurationRef } from '../../domain/arn.ts';
import { lockLicenses } from '../../store/license-configuration.ts';
import type { DB } from '../../store/schema.ts';
import { refusalFault } from './refusal-fault.ts';

/** Locks a license configuration for a change beside the ledger; faults where it was deleted meanwhile. */
export async function lockLicense(trx: Transaction<DB>, ref: LicenseConfigurationRef, arn: string): Promise<void> {
  const [license] = await lockLicenses(trx, [ref.id]);
  if (license?.status === 'DELETED') throw refusalFault({ kind: 'license-not-found', arn });
}
