import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';

interface Chosen {
  /** The account, or the column that it is in. */
  readonly account: RawBuilder<unknown>;
  /** What is asked of a grant `g`. */
  readonly where: RawBuilder<unknown>;
  readonly look: number;
}

/** Grants `g` that an account received, itself or with its organization: of each kind the first `look`, by its index. */
export const receivedBy = ({ account, where, look }: Chosen): RawBuilder<unknown> => {
  const first = (from: RawBuilder<unknown>) =>
    sql`(SELECT g.* FROM ${from} AND ${where} ORDER BY g.sequence LIMIT ${look})`;
  const own = first(sql`issued_grant g WHERE g.grantee_id = ${account}`);
  return sql`(${own} UNION ALL ${first(sql`member_grants(${account}) g WHERE true`)}) g`;
};

/** Licenses `l` and their newest versions `v`, joined to grants. */
export const LICENSE_OF_GRANT = sql`
  JOIN issued_license l USING (license_id) JOIN issued_license_version v ON v.license_id = l.license_id AND v.version = l.version`;

/** The sequence of the last of the grants `g` that a page looks at, where there may be more. */
export async function findLookEnd(
  db: Kysely<DB>,
  grants: RawBuilder<unknown>,
  look: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ sequence: number }>`
    SELECT g.sequence FROM ${grants} ORDER BY g.sequence OFFSET ${look - 1} LIMIT 1`.execute(db);
  return rows[0]?.sequence;
}
