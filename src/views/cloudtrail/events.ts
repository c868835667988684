import { type Kysely, type RawBuilder, sql } from 'kysely';
import { resourceNameOf, resourceTypeName } from '../../domain/audit/resource-type-name.ts';
import { eventSourceOf, timeOfEventId } from '../../domain/audit/trail-record.ts';
import type { DB } from '../../store/schema.ts';

/** An attribute that events are looked up by. */
export interface EventFilter {
  readonly key:
    | 'EventId'
    | 'EventName'
    | 'Username'
    | 'AccessKeyId'
    | 'EventSource'
    | 'ReadOnly'
    | 'ResourceName'
    | 'ResourceType';
  readonly value: string;
}

/** Where an event stands in the order of time. */
export interface EventPlace {
  readonly at: Date;
  readonly id: number;
}

export interface EventRow extends EventPlace {
  /** Such as `ec2:RunInstances`. */
  readonly action: string;
  readonly accessKeyId: string;
  readonly userName: string;
  readonly readOnly: boolean;
  readonly resources: readonly string[];
  readonly record: string;
}

interface EventQuery {
  readonly accountId: string;
  readonly region: string;
  readonly filter: EventFilter | undefined;
  /** Both inclusive. */
  readonly from: Date | undefined;
  readonly until: Date | undefined;
  /** The last of the page before. */
  readonly before: EventPlace | undefined;
  readonly limit: number;
}

/** Attributes that no index has: events are looked through for them, so many for a page at the most. */
const LOOKED_THROUGH: ReadonlySet<string> = new Set(['EventSource', 'ResourceName', 'ResourceType']);
const MOST_LOOKED_AT = 1_000;

/**
 * A page of events, the latest first, and where the list goes on. Where no index answers the filter it is looked for among
 * a bounded number of events, so a page may be short though the list goes on.
 */
export async function lookUpEvents(
  db: Kysely<DB>,
  { accountId, region, filter, from, until, before, limit }: EventQuery,
): Promise<{ rows: readonly EventRow[]; next: EventPlace | undefined }> {
  const isLookedThrough = filter !== undefined && LOOKED_THROUGH.has(filter.key);
  const look = isLookedThrough ? MOST_LOOKED_AT : limit + 1;
  const parts = conditionsOf(filter).map(
    (condition) => sql`
      (SELECT audit_event_id AS id, occurred_at AS at, action, access_key_id AS "accessKeyId", user_name AS "userName",
        read_only AS "readOnly", resources
      FROM audit_event
      WHERE account_id = ${accountId} AND region = ${region} AND ${condition}
        ${from ? sql`AND occurred_at >= ${from}` : sql``} ${until ? sql`AND occurred_at <= ${until}` : sql``}
        ${before ? sql`AND (occurred_at, audit_event_id) < (${before.at}, ${before.id})` : sql``}
      ORDER BY occurred_at DESC, audit_event_id DESC LIMIT ${look})`,
  );
  const { rows: read } = await sql<Omit<EventRow, 'record'>>`
    SELECT * FROM (${sql.join(parts, sql` UNION ALL `)}) AS event ORDER BY at DESC, id DESC LIMIT ${look}`.execute(db);
  const found = isLookedThrough ? read.filter((row) => matches(row, filter)) : read;
  const rows = await withRecords(db, found.slice(0, limit));
  if (found.length > limit) return { rows, next: rows.at(-1) };
  return { rows, next: isLookedThrough && read.length === look ? read.at(-1) : undefined };
}

/** What is looked through and left out is not read whole. */
async function withRecords(db: Kysely<DB>, found: readonly Omit<EventRow, 'record'>[]): Promise<EventRow[]> {
  if (found.length === 0) return [];
  const { rows } = await sql<{ id: number; record: string }>`
    SELECT audit_event_id AS id, record FROM audit_event
    WHERE audit_event_id = ANY(${found.map(({ id }) => id)}::bigint[])`.execute(db);
  const records = new Map(rows.map(({ id, record }) => [id, record]));
  return found.flatMap((row) => (records.get(row.id) ? [{ ...row, record: records.get(row.id)! }] : []));
}

/** Conditions that an index answers each, with the account and the Region before it and the time behind; a page is merged of them. */
function conditionsOf(filter: EventFilter | undefined): RawBuilder<unknown>[] {
  const { key, value = '' } = filter ?? {};
  switch (key) {
    case 'EventName':
      return [sql`split_part(action, ':', 2) = ${value}`];
    case 'Username':
      return [sql`user_name = ${value}`];
    case 'AccessKeyId':
      return [sql`access_key_id = ${value}`];
    case 'ReadOnly':
      return [sql`read_only = ${value === 'true'}`];
    case 'EventId': {
      const at = timeOfEventId(value);
      return at ? inBothHalves(sql`occurred_at = ${at} AND record::json->>'eventID' = ${value}`) : [sql`false`];
    }
    default:
      return inBothHalves(sql`true`);
  }
}

/** Those that read and those that change are apart in the index. */
const inBothHalves = (condition: RawBuilder<unknown>) =>
  [sql`read_only`, sql`NOT read_only`].map((half) => sql`${half} AND ${condition}`);

function matches({ action, resources }: Omit<EventRow, 'record'>, { key, value }: EventFilter): boolean {
  if (key === 'EventSource') return eventSourceOf(action.split(':')[0] ?? '') === value;
  if (key === 'ResourceType') return resources.some((arn) => resourceTypeName(arn) === value);
  return resources.some((arn) => arn === value || resourceNameOf(arn) === value);
}
