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
 * That a resource has a tag: a sub-select whose value is asked for, which PostgreSQL takes as it stands. Of joins it
 * weighs every order, in a time that grows with their number so that 200 take half a minute.
 */
export const hasTag = (resourceId: RawBuilder<unknown>, tag: TagTexts): RawBuilder<unknown> =>
  sql`(SELECT true FROM tag t WHERE t.resource_id = ${resourceId} AND ${isTag(tag)} LIMIT 1)`;

const isTag = ({ keys, values }: TagTexts): RawBuilder<unknown> =>
  sql`${fits(sql`t.key`, keys)} AND ${values ? fits(sql`t.value`, values) : sql`true`}`;

/** Without patterns a plain comparison, for which there are indexes. */
export const fits = (value: RawBuilder<unknown>, { whole, patterns }: Texts): RawBuilder<unknown> =>
  patterns.length === 0
    ? sql`${value} = ANY(${whole})`
    : sql`(${value} = ANY(${whole}) OR ${value} LIKE ANY(${patterns}))`;
