import { type RawBuilder, sql } from 'kysely';

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
