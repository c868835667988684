import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';

export interface ActivationRow {
  readonly id: string;
  readonly sequence: number;
  readonly iamRole: string;
  readonly description: string | null;
  readonly defaultInstanceName: string | null;
  readonly registrationLimit: number;
  readonly registrations: number;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface ActivationQuery {
  /** The sequence of the last one of the page before. */
  readonly after: number | undefined;
  readonly limit: number;
  readonly ids: readonly string[] | undefined;
  readonly iamRoles: readonly string[] | undefined;
  readonly names: readonly string[] | undefined;
}

/** The activations of an account and Region, in the order of creation. */
export async function listActivations(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after = 0, limit, ids, iamRoles, names }: ActivationQuery,
): Promise<ActivationRow[]> {
  const { rows } = await sql<ActivationRow>`
    SELECT a.activation_id AS id, a.sequence, a.iam_role AS "iamRole", a.description,
      a.default_instance_name AS "defaultInstanceName", a.registration_limit AS "registrationLimit", a.registrations,
      a.expires_at AS "expiresAt", a.created_at AS "createdAt",
      (SELECT coalesce(json_agg(json_build_object('Key', t.key, 'Value', t.value) ORDER BY t.key), '[]')
        FROM tag t WHERE t.resource_id = a.activation_id) AS tags
    FROM activation a
    WHERE a.account_id = ${accountId} AND a.region = ${region} AND a.sequence > ${after}
      ${ids ? sql`AND a.activation_id = ANY(${ids})` : sql``}
      ${iamRoles ? sql`AND a.iam_role = ANY(${iamRoles})` : sql``}
      ${names ? sql`AND a.default_instance_name = ANY(${names})` : sql``}
    ORDER BY a.sequence LIMIT ${limit}`.execute(db);
  return rows;
}
