import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

interface Owned {
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
}

export interface NewManagedInstance extends Owned {
  readonly activationId: string | undefined;
  readonly iamRole: string | undefined;
  readonly name: string | undefined;
  readonly fingerprint: string;
  /** RSA, as DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly registeredAt: Date;
  readonly registeredFrom: string;
}

/** False where a server of the account and Region has this fingerprint already. */
export async function insertManagedInstance(trx: Transaction<DB>, machine: NewManagedInstance): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('managed_instance')
    .values({
      account_id: machine.accountId,
      region: machine.region,
      instance_id: machine.instanceId,
      activation_id: machine.activationId ?? null,
      iam_role: machine.iamRole ?? null,
      name: machine.name ?? null,
      fingerprint: machine.fingerprint,
      public_key: machine.publicKey,
      public_key_since: machine.registeredAt,
      registered_at: machine.registeredAt,
      registered_from: machine.registeredFrom,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'region', 'fingerprint']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The RSA key that a server signs with, of whichever account. */
export async function findMachineKey(
  db: Kysely<DB>,
  instanceId: string,
): Promise<(Owned & { readonly publicKey: Buffer }) | undefined> {
  const { rows } = await sql<Owned & { publicKey: Buffer }>`
    SELECT account_id AS "accountId", region, instance_id AS "instanceId", public_key AS "publicKey"
    FROM managed_instance WHERE instance_id = ${instanceId} AND public_key IS NOT NULL`.execute(db);
  return rows[0];
}

/** What a server proves itself with when it asks for a session. */
export async function readFingerprint(
  db: Kysely<DB>,
  { accountId, region, instanceId }: Owned,
): Promise<{ readonly fingerprint: string; readonly publicKeySince: Date } | undefined> {
  const { rows } = await sql<{ fingerprint: string; publicKeySince: Date }>`
    SELECT fingerprint, public_key_since AS "publicKeySince" FROM managed_instance
    WHERE instance_id = ${instanceId} AND account_id = ${accountId} AND region = ${region}
      AND fingerprint IS NOT NULL`.execute(db);
  return rows[0];
}

/** What an agent tells of its machine; what is undefined stays as it was. */
export interface Report {
  readonly agentName: string | undefined;
  readonly agentVersion: string | undefined;
  readonly agentStatus: string | undefined;
  readonly platformType: string | undefined;
  readonly platformName: string | undefined;
  readonly platformVersion: string | undefined;
  readonly computerName: string | undefined;
  readonly ipAddress: string | undefined;
  readonly connectionChannel: string | undefined;
}

/**
 * Takes down what an agent tells, and that it is alive. `changed` says whether the platform is another than before, or
 * the server was not heard of since `activeSince`; undefined where the account has no such server in the Region.
 */
export async function reportInstance(
  trx: Transaction<DB>,
  { accountId, region, instanceId }: Owned,
  report: Report,
  { at, activeSince }: { readonly at: Date; readonly activeSince: Date },
): Promise<{ readonly changed: boolean } | undefined> {
  const { rows } = await sql<{ changed: boolean }>`
    WITH before AS (
      SELECT instance_id, platform_type, platform_name, platform_version, last_ping_at FROM managed_instance
      WHERE instance_id = ${instanceId} AND account_id = ${accountId} AND region = ${region} FOR NO KEY UPDATE
    )
    UPDATE managed_instance AS m SET
      agent_name = coalesce(${report.agentName ?? null}, m.agent_name),
      agent_version = coalesce(${report.agentVersion ?? null}, m.agent_version),
      agent_status = coalesce(${report.agentStatus ?? null}, m.agent_status),
      platform_type = coalesce(${report.platformType ?? null}, m.platform_type),
      platform_name = coalesce(${report.platformName ?? null}, m.platform_name),
      platform_version = coalesce(${report.platformVersion ?? null}, m.platform_version),
      computer_name = coalesce(${report.computerName ?? null}, m.computer_name),
      ip_address = coalesce(${report.ipAddress ?? null}, m.ip_address),
      connection_channel = coalesce(${report.connectionChannel ?? null}, m.connection_channel),
      last_ping_at = greatest(m.last_ping_at, ${at}::timestamptz)
    FROM before WHERE m.instance_id = before.instance_id
    RETURNING (m.platform_type, m.platform_name, m.platform_version)
      IS DISTINCT FROM (before.platform_type, before.platform_name, before.platform_version)
      OR coalesce(before.last_ping_at < ${activeSince}::timestamptz, true) AS changed`.execute(trx);
  return rows[0];
}

/** Makes an embedded machine of the account known, whose agent reports for the first time; false where there is none. */
export async function adoptInstance(
  trx: Transaction<DB>,
  { accountId, region, instanceId }: Owned,
  { at, from }: { readonly at: Date; readonly from: string },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO managed_instance (account_id, region, instance_id, registered_at, registered_from)
    SELECT account_id, region, instance_id, ${at}, ${from} FROM instance
    WHERE instance_id = ${instanceId} AND account_id = ${accountId} AND region = ${region} AND state <> 'terminated'
    ON CONFLICT (instance_id) DO UPDATE SET instance_id = excluded.instance_id
    RETURNING 1`.execute(trx);
  return rows.length > 0;
}

/** Changes the RSA key that a server signs with. */
export async function updatePublicKey(
  trx: Transaction<DB>,
  { instanceId, publicKey, since }: { instanceId: string; publicKey: Buffer; since: Date },
): Promise<void> {
  await sql`UPDATE managed_instance SET public_key = ${publicKey}, public_key_since = ${since}
    WHERE instance_id = ${instanceId} AND public_key IS NOT NULL`.execute(trx);
}

/** Keeps a server as it is until the transaction ends; false where the account has no such one in the Region. */
export async function lockManagedInstance(
  trx: Transaction<DB>,
  { accountId, region, instanceId }: Owned,
): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM managed_instance
    WHERE instance_id = ${instanceId} AND account_id = ${accountId} AND region = ${region}
    FOR NO KEY UPDATE`.execute(trx);
  return rows.length > 0;
}

/** False where the account has no such server in the Region. */
export async function updateRole(
  trx: Transaction<DB>,
  { accountId, region, instanceId }: Owned,
  iamRole: string,
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE managed_instance SET iam_role = ${iamRole}
    WHERE instance_id = ${instanceId} AND account_id = ${accountId} AND region = ${region} RETURNING 1`.execute(trx);
  return rows.length > 0;
}
