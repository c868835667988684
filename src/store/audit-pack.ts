import { sql, type Transaction } from 'kysely';
import type { PackedLicense, PackOrder } from '../domain/reports/audit-pack.ts';
import { queue } from './job.ts';
import type { DB } from './schema.ts';

interface NewPack extends Omit<PackOrder, 'license'> {
  readonly requestedAt: Date;
  readonly requestedBy: string;
}

/**
 * Inserts a pack to be made at once, with its license as it is now. The license is locked: whoever took or gave back some
 * before the pack's end has written that by then. False where the account has no such license, also none that is deleted.
 */
export async function insertAuditPack(trx: Transaction<DB>, pack: NewPack): Promise<boolean> {
  const { accountId, region, licenseId, id } = pack;
  const { rows } = await sql<PackedLicense>`
    SELECT 'arn:aws:license-manager:' || region || ':' || account_id || ':license-configuration:' || license_configuration_id
        AS "LicenseConfigurationArn", name AS "Name", description AS "Description", counting_type AS "LicenseCountingType",
      license_rules AS "LicenseRules", license_count AS "LicenseCount", hard_limit AS "LicenseCountHardLimit",
      status AS "Status", created_at AS "CreatedAt"
    FROM license_configuration
    WHERE license_configuration_id = ${licenseId} AND account_id = ${accountId} AND region = ${region}
    FOR NO KEY UPDATE`.execute(trx);
  const [license] = rows;
  if (!license) return false;
  await sql`
    INSERT INTO audit_pack (account_id, region, audit_pack_id, license_configuration_id, license, from_time, until_time,
      time_zone, requested_at, requested_by, due_at)
    VALUES (${accountId}, ${region}, ${id}, ${licenseId}, ${JSON.stringify(license)}, ${pack.from}, ${pack.until},
      ${pack.timeZone}, ${pack.requestedAt}, ${pack.requestedBy}, ${pack.requestedAt})`.execute(trx);
  await queuePack(trx, id, pack.requestedAt);
  return true;
}

export interface DuePack extends PackOrder {
  readonly failures: number;
}

/** The pack that is to be made; undefined where it is there, or its time has not come. */
export async function findDuePack(trx: Transaction<DB>, id: string): Promise<DuePack | undefined> {
  const { rows } = await sql<DuePack>`
    SELECT account_id AS "accountId", region, audit_pack_id AS id, license_configuration_id AS "licenseId", license,
      from_time AS "from", until_time AS until, time_zone AS "timeZone", failures
    FROM audit_pack WHERE audit_pack_id = ${id} AND due_at <= clock_timestamp()`.execute(trx);
  return rows[0];
}

/** Writes down that a pack is there. */
export async function endPack(
  trx: Transaction<DB>,
  id: string,
  { bytes, sha256 }: { readonly bytes: number; readonly sha256: string },
): Promise<void> {
  await sql`
    UPDATE audit_pack SET due_at = NULL, last_failure = NULL, bytes = ${bytes}, sha256 = ${sha256}
    WHERE audit_pack_id = ${id}`.execute(trx);
}

/** Writes down why a pack could not be made; it is tried again at `retryAt`. */
export async function failPack(
  trx: Transaction<DB>,
  id: string,
  { reason, retryAt }: { readonly reason: string; readonly retryAt: Date },
): Promise<void> {
  await sql`
    UPDATE audit_pack SET failures = failures + 1, last_failure = ${reason}, due_at = ${retryAt}
    WHERE audit_pack_id = ${id}`.execute(trx);
  await queuePack(trx, id, retryAt);
}

const queuePack = (trx: Transaction<DB>, packId: string, at: Date): Promise<void> =>
  queue(trx, [{ task: 'make-audit-pack', payload: { packId } }], at);

/** Queues again what should have been made by `before`: whoever was at it died. Returns how many. */
export async function queueLatePacks(trx: Transaction<DB>, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    SELECT audit_pack_id AS id FROM audit_pack WHERE due_at < ${before} ORDER BY due_at LIMIT ${limit}`.execute(trx);
  await queue(
    trx,
    rows.map(({ id }) => ({ task: 'make-audit-pack', payload: { packId: id } })),
  );
  return rows.length;
}
