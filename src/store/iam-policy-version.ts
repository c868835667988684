import { type Kysely, sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';

export interface PolicyVersion {
  readonly version: number;
  readonly document: string;
  readonly createdAt: Date;
}

export async function insertPolicyVersion(
  trx: Transaction<DB>,
  policyId: string,
  { version, document, createdAt }: PolicyVersion,
): Promise<void> {
  await sql`
    INSERT INTO iam_policy_version (policy_id, version, document, created_at)
    VALUES (${policyId}, ${version}, ${document}, ${createdAt})`.execute(trx);
}

/** False where there is none of that number. */
export async function deletePolicyVersion(trx: Transaction<DB>, policyId: string, version: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM iam_policy_version WHERE policy_id = ${policyId} AND version = ${version}`.execute(trx);
  return numAffectedRows === 1n;
}

/** All versions of a policy, the newest first; there are five at most. */
export async function readPolicyVersions(db: Kysely<DB>, policyId: string): Promise<PolicyVersion[]> {
  const { rows } = await sql<PolicyVersion>`
    SELECT version, document, created_at AS "createdAt" FROM iam_policy_version
    WHERE policy_id = ${policyId} ORDER BY version DESC`.execute(db);
  return rows;
}
