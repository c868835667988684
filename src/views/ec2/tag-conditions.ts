import { type RawBuilder, sql } from 'kysely';

/** Texts of which one fits: one that is the same, or a pattern of LIKE. */
export interface Texts {
  readonly whole: readonly string[];
  readonly patterns: readonly string[];
}

/** A tag that a resource has: its key and, if given, its value. */
export interface TagTexts {
  readonly keys: Texts;
  readonly values?: Texts;
}

/**
 * Conditions that a resource has all of these tags. The first that is no pattern finds the resources by its index, the
 * others look at each of those: as a sub-select whose value is asked for, which PostgreSQL takes as it stands. Of joins
 * it weighs every order, in a time that grows with their number so that 200 take half a minute.
 */
export function hasTags(
  resourceId: RawBuilder<unknown>,
  { accountId, region }: { readonly accountId: string; readonly region: string },
  tags: readonly TagTexts[],
): RawBuilder<unknown>[] {
  const finding = tags.find(({ keys }) => keys.patterns.length === 0);
  return tags.map((tag) =>
    tag === finding
      ? sql`${resourceId} IN (
          SELECT t.resource_id FROM tag t
          WHERE t.account_id = ${accountId} AND t.region = ${region} AND ${isTag(tag)})`
      : sql`(SELECT true FROM tag t WHERE t.resource_id = ${resourceId} AND ${isTag(tag)} LIMIT 1)`,
  );
}

const isTag = ({ keys, values }: TagTexts): RawBuilder<unknown> =>
  sql`${fits(sql`t.key`, keys)} AND ${values ? fits(sql`t.value`, values) : sql`true`}`;

/** Without patterns a plain comparison, for which there are indexes. */
export const fits = (value: RawBuilder<unknown>, { whole, patterns }: Texts): RawBuilder<unknown> =>
  patterns.length === 0
    ? sql`${value} = ANY(${whole})`
    : sql`(${value} = ANY(${whole}) OR ${value} LIKE ANY(${patterns}))`;
