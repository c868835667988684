import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { InstanceState } from '../../domain/instances/instance.ts';
import type { DB } from '../../store/schema.ts';
import {
  conditionsOf,
  type InstanceColumn,
  type InstanceFilter,
  instanceColumns,
  type ListedInstance,
  type Row,
  type Scope,
  toListed,
} from './instances.ts';
import { fits, type Texts } from './tag-conditions.ts';

/** By what a list is read, in whose order it is paged: the first part of a place is empty where order needs no value. */
export type Source =
  | { readonly kind: 'launches' }
  /** Machines whose column has one of few values, in the order of launches. */
  | { readonly kind: 'column'; readonly column: InstanceColumn; readonly values: readonly string[] }
  /** Machines with a tag of one of few values, in the order of their ids. */
  | { readonly kind: 'tag'; readonly key: string; readonly values: readonly string[] }
  /** Machines with a tag of any value that begins so, and is one of the texts, in the order of values. */
  | { readonly kind: 'tag-range'; readonly key: string; readonly prefix: string; readonly texts?: Texts | undefined };

/** Where a page ended: a value, where the source orders by it, and a sequence or an id. */
export type Place = readonly [value: string, last: string];

export interface Scan {
  readonly source: Source;
  readonly filter: InstanceFilter;
  readonly after: Place | undefined;
  /** Entries of the source that are looked at, at the most. */
  readonly look: number;
  /** Machines that are wanted, at the most. */
  readonly take: number;
  /** Whether tags and licenses are wanted. */
  readonly details?: boolean | undefined;
}

export interface Scanned {
  readonly found: readonly { readonly value: ListedInstance; readonly place: Place }[];
  readonly lookedAt: number;
  /** Where to go on; undefined at the end of the source. */
  readonly next: Place | undefined;
}

/** Columns that have an index of their own in the order of launches; of the others' values each has few machines. */
const ORDERED: ReadonlySet<InstanceColumn> = new Set(['image_id', 'instance_type', 'private_ip', 'state', 'subnet_id']);

/** The columns that machines are found by. */
export const SOURCE_COLUMNS: readonly InstanceColumn[] = [
  'instance_id',
  'host_id',
  'reservation_id',
  'private_ip',
  'subnet_id',
  'image_id',
  'instance_type',
  'state',
];

/** The next machines of a source that fit the filter, and where to go on. The time it takes is bounded by `look`. */
export async function scanInstances(db: Kysely<DB>, scope: Scope, scan: Scan): Promise<Scanned> {
  const { rows } = await scanQuery(scope, scan).execute(db);
  const found = rows.flatMap(({ n, value, last, ...row }) =>
    row.id === null ? [] : [{ value: toListed(row), place: [value, last] as const }],
  );
  const end = rows.at(-1);
  const goesOn = end !== undefined && (end.n === scan.look || found.length === scan.take);
  return { found, lookedAt: end?.n ?? 0, next: goesOn ? [end.value, end.last] : undefined };
}

type ScannedRow = Row & { readonly n: number; readonly value: string; readonly last: string };

/**
 * What `scanInstances` asks: the last entry looked at comes too where it does not fit, for the next page begins there.
 * A sub-select with a limit is looked up for each entry, however many PostgreSQL expects when it plans.
 */
export function scanQuery(scope: Scope, { source, filter, after, look, take, details }: Scan): RawBuilder<ScannedRow> {
  const { entries, join } = entriesOf(scope, source, { after, look });
  return sql<ScannedRow>`
    WITH entry AS MATERIALIZED (SELECT row_number() OVER () AS n, e.* FROM (${entries}) e),
    hit AS MATERIALIZED (
      SELECT e.n, e.value, e.last, i.instance_id FROM entry e LEFT JOIN LATERAL (
        SELECT instance_id FROM current_instance
        WHERE ${sql.join([join, ...conditionsOf(scope, filter)], sql` AND `)} LIMIT 1) i ON true
      WHERE i.instance_id IS NOT NULL OR e.n = ${look}
      ORDER BY e.n LIMIT ${take})
    SELECT h.n, h.value, h.last::text, i.* FROM hit h LEFT JOIN LATERAL (
      SELECT ${instanceColumns(details)} FROM current_instance WHERE instance_id = h.instance_id LIMIT 1) i ON true
    ORDER BY h.n`;
}

/** How many entries a source has, counted up to `most`. */
export async function countEntries(
  db: Kysely<DB>,
  scope: Scope,
  sources: readonly Source[],
  most: number,
): Promise<number[]> {
  const counts = sources.map((source) => {
    const { entries } = entriesOf(scope, source, { after: undefined, look: most });
    return sql`(SELECT count(*)::int FROM (${entries}) e)`;
  });
  const { rows } = await sql<{ counts: number[] }>`SELECT ARRAY[${sql.join(counts)}] AS counts`.execute(db);
  return rows[0]!.counts;
}

interface Range {
  readonly after: Place | undefined;
  readonly look: number;
}

interface Entries {
  /** A query of columns value and last, in their order. */
  readonly entries: RawBuilder<unknown>;
  /** Which machine an entry `e` is of. */
  readonly join: RawBuilder<unknown>;
}

function entriesOf(scope: Scope, source: Source, range: Range): Entries {
  const { accountId, region } = scope;
  switch (source.kind) {
    case 'launches':
      return bySequence(
        scope,
        sql`
        SELECT '' AS value, sequence AS last FROM instance
        WHERE account_id = ${accountId} AND region = ${region} AND sequence > ${sequenceOf(range)}
        ORDER BY account_id, region, sequence LIMIT ${range.look}`,
      );
    case 'column':
      return bySequence(
        scope,
        sql`
        SELECT '' AS value, last FROM (${columnEntries(scope, source, range)}) AS entry
        ORDER BY last LIMIT ${range.look}`,
      );
    case 'tag':
      return byId(sql`
        SELECT '' AS value, t.last FROM unnest(${source.values}::text[]) AS v, LATERAL (
          SELECT resource_id AS last FROM tag
          WHERE account_id = ${accountId} AND region = ${region} AND key = ${source.key}
            AND (value COLLATE "C", resource_id COLLATE "C") > (v, ${range.after?.[1] ?? FIRST_ID})
            AND (value COLLATE "C", resource_id COLLATE "C") < (v, ${BEYOND_IDS})
          ORDER BY value COLLATE "C", resource_id COLLATE "C" LIMIT ${range.look}) AS t
        ORDER BY t.last COLLATE "C" LIMIT ${range.look}`);
    case 'tag-range': {
      const { entries, join } = byId(sql`
        SELECT value, resource_id AS last FROM tag
        WHERE account_id = ${accountId} AND region = ${region} AND key = ${source.key}
          AND (value COLLATE "C", resource_id COLLATE "C") > (${range.after?.[0] ?? source.prefix}, ${range.after?.[1] ?? ''})
          AND value COLLATE "C" < ${source.prefix + LAST_CHARACTER}
        ORDER BY value COLLATE "C", resource_id COLLATE "C" LIMIT ${range.look}`);
      return { entries, join: source.texts ? sql`${fits(sql`e.value`, source.texts)} AND ${join}` : join };
    }
  }
}

const LAST_CHARACTER = '\u{10ffff}';
/** Ids of machines are between these; other resources have tags too. */
const FIRST_ID = 'i-';
const BEYOND_IDS = 'i.';

const sequenceOf = ({ after }: Range): number => Number(after?.[1] ?? 0);

const byId = (entries: RawBuilder<unknown>): Entries => ({ entries, join: sql`instance_id = e.last` });

const bySequence = ({ accountId, region }: Scope, entries: RawBuilder<unknown>): Entries => ({
  entries,
  join: sql`account_id = ${accountId} AND region = ${region} AND sequence = e.last`,
});

type ColumnSource = Extract<Source, { kind: 'column' }>;

/**
 * Each value's first entries. The value is compared together with the sequence, so that no other index than the one by
 * that column has the order that is asked for: by how often a value is there PostgreSQL might expect to find it sooner
 * among all.
 */
function columnEntries(scope: Scope, { column, values }: ColumnSource, range: Range): RawBuilder<unknown> {
  const { accountId, region } = scope;
  const name = sql.ref(column);
  const after = sequenceOf(range);
  const owned = sql`account_id = ${accountId} AND region = ${region}`;
  if (!ORDERED.has(column))
    return sql`SELECT sequence AS last FROM instance WHERE ${name} = ANY(${values}) AND ${owned} AND sequence > ${after}`;
  const { stored, pending } = column === 'state' ? storedStates(values) : { stored: values, pending: false };
  const each = sql`
    SELECT i.last FROM unnest(${stored}::text[]) AS v, LATERAL (
      SELECT sequence AS last FROM instance
      WHERE ${owned} AND (${name}, sequence) > (v, ${after}) AND ${name} <= v
      ORDER BY ${name}, sequence LIMIT ${range.look}) AS i`;
  if (!pending) return each;
  return sql`${each} UNION ALL
    SELECT sequence AS last FROM instance
    WHERE ${owned} AND state = 'pending' AND state_due > statement_timestamp() AND sequence > ${after}`;
}

/** The states that rows have which are in these: one that is pending in its row may run by now. */
function storedStates(states: readonly string[]): { stored: readonly string[]; pending: boolean } {
  const running: InstanceState = 'running';
  const other = states.filter((state) => state !== 'pending');
  return states.includes(running)
    ? { stored: [...other, 'pending'], pending: false }
    : { stored: other, pending: states.includes('pending') };
}
