import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface NewActivation {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  /** SHA-256 of the code. */
  readonly codeHash: Buffer;
  readonly iamRole: string;
  readonly description: string | undefined;
  readonly defaultInstanceName: string | undefined;
  readonly registrationLimit: number;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

export interface Activation {
  readonly accountId: string;
  readonly region: string;
  readonly codeHash: Buffer;
  readonly iamRole: string;
  readonly defaultInstanceName: string | null;
  readonly registrationLimit: number;
  readonly registrations: number;
  readonly expiresAt: Date;
}

export async function insertActivation(trx: Transaction<DB>, activation: NewActivation): Promise<void> {
  await trx
    .insertInto('activation')
    .values({
      account_id: activation.accountId,
      region: activation.region,
      activation_id: activation.id,
      code_hash: activation.codeHash,
      iam_role: activation.iamRole,
      description: activation.description ?? null,
      default_instance_name: activation.defaultInstanceName ?? null,
      registration_limit: activation.registrationLimit,
      expires_at: activation.expiresAt,
      created_at: activation.createdAt,
    })
    .execute();
}

/** An activation of any account, which nobody else registers a server with until the transaction ends. */
export async function lockActivation(trx: Transaction<DB>, id: string): Promise<Activation | undefined> {
  const { rows } = await sql<Activation>`
    SELECT account_id AS "accountId", region, code_hash AS "codeHash", iam_role AS "iamRole",
      default_instance_name AS "defaultInstanceName", registration_limit AS "registrationLimit", registrations,
      expires_at AS "expiresAt"
    FROM activation WHERE activation_id = ${id} FOR UPDATE`.execute(trx);
  return rows[0];
}

/** Counts one registration more. */
export async function countRegistration(trx: Transaction<DB>, id: string): Promise<void> {
  await sql`UPDATE activation SET registrations = registrations + 1 WHERE activation_id = ${id}`.execute(trx);
}

/** False where the account has no such activation in the Region. */
export async function deleteActivation(
  trx: Transaction<DB>,
  { accountId, region, id }: { accountId: string; region: string; id: string },
): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('activation')
    .where('activation_id', '=', id)
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
