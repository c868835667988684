import { type Kysely, type RawBuilder, sql } from 'kysely';
import { PENDING, SUCCEEDED } from '../../domain/associations/association.ts';
import type { Scope } from '../../domain/decision.ts';
import type { DB } from '../../store/schema.ts';
import { ownedBy } from '../owned-by.ts';

export interface ManagedInstanceRow {
  readonly instanceId: string;
  readonly sequence: number;
  readonly activationId: string | null;
  readonly iamRole: string | null;
  readonly name: string | null;
  readonly registeredAt: Date;
  readonly lastPingAt: Date | null;
  readonly agentName: string | null;
  readonly agentVersion: string | null;
  readonly platformType: string | null;
  readonly platformName: string | null;
  readonly platformVersion: string | null;
  readonly computerName: string | null;
  readonly ipAddress: string | null;
  readonly isEc2: boolean;
  /** Associations by what the server reported of them last: {"Success": 1}. */
  readonly runs: Readonly<Record<string, number>>;
  readonly lastRunAt: Date | null;
  readonly lastSuccessAt: Date | null;
}

const COLUMNS = sql`
  m.instance_id AS "instanceId", m.sequence, m.activation_id AS "activationId", m.iam_role AS "iamRole", m.name,
  m.registered_at AS "registeredAt", m.last_ping_at AS "lastPingAt", m.agent_name AS "agentName",
  m.agent_version AS "agentVersion", m.platform_type AS "platformType", m.platform_name AS "platformName",
  m.platform_version AS "platformVersion", m.computer_name AS "computerName", m.ip_address AS "ipAddress",
  m.public_key IS NULL AS "isEc2", r.runs, r."lastRunAt", r."lastSuccessAt"`;

/** What goes with a server, row by row. */
const RUNS = sql`
  CROSS JOIN LATERAL (
    SELECT coalesce(json_object_agg(status, servers), '{}') AS runs, max(last) AS "lastRunAt",
      max(success) AS "lastSuccessAt"
    FROM (
      SELECT detailed_status AS status, count(*) AS servers, max(ran_at) AS last, max(succeeded_at) AS success
      FROM association_run WHERE instance_id = m.instance_id GROUP BY 1
    ) g
  ) r`;

/** Servers that one page looks at: what a filter leaves of them is the page. */
const SCANNED = 10_000;

export interface ManagedInstanceQuery {
  /** The sequence of the last one that the page before looked at. */
  readonly after: number | undefined;
  readonly limit: number;
  /** Conditions that an index finds the few servers by. */
  readonly narrowing: readonly Condition[];
  readonly conditions: readonly Condition[];
}

export type Condition = RawBuilder<unknown>;

/**
 * The servers of an account and Region that meet all conditions, in the order in which they became known, and where to go
 * on. Only so many are looked at, so a page costs the same however many servers there are.
 */
export async function listManagedInstances(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { after = 0, limit, narrowing, conditions }: ManagedInstanceQuery,
): Promise<{ readonly rows: readonly ManagedInstanceRow[]; readonly after: number | undefined }> {
  const ofAccount = all([
    sql`m.account_id = ${accountId} AND m.region = ${region} AND m.sequence > ${after}`,
    ...narrowing,
  ]);
  const { rows } = await sql<ManagedInstanceRow>`
    SELECT ${COLUMNS} FROM (
      SELECT * FROM managed_instance m WHERE ${ofAccount} ORDER BY m.sequence LIMIT ${SCANNED}
    ) m ${RUNS} WHERE ${all([sql`true`, ...conditions])}
    ORDER BY m.sequence LIMIT ${limit + 1}`.execute(db);
  if (rows.length > limit) return { rows: rows.slice(0, limit), after: rows[limit - 1]!.sequence };
  const { rows: last } = await sql<{ sequence: number }>`
    SELECT m.sequence FROM managed_instance m WHERE ${ofAccount} ORDER BY m.sequence
    OFFSET ${SCANNED - 1} LIMIT 1`.execute(db);
  return { rows, after: last[0]?.sequence };
}

/** One server of the account and Region. */
export async function findManagedInstance(
  db: Kysely<DB>,
  scope: Scope,
  instanceId: string,
): Promise<ManagedInstanceRow | undefined> {
  const { rows } = await sql<ManagedInstanceRow>`
    SELECT ${COLUMNS} FROM managed_instance m ${RUNS}
    WHERE m.instance_id = ${instanceId} AND ${ownedBy(scope, 'm')}`.execute(db);
  return rows[0];
}

const all = (conditions: readonly Condition[]): Condition => sql.join([...conditions], sql` AND `);

/** What a list of servers can be narrowed by. */
export const managedInstanceAttributes = {
  instanceId: sql`m.instance_id`,
  activationId: sql`m.activation_id`,
  agentVersion: sql`m.agent_version`,
  iamRole: sql`m.iam_role`,
  platformType: sql`m.platform_type`,
  resourceType: sql`CASE WHEN m.public_key IS NULL THEN 'EC2Instance' ELSE 'ManagedInstance' END`,
  sourceType: sql`CASE WHEN m.public_key IS NULL THEN 'AWS::EC2::Instance' ELSE 'AWS::SSM::ManagedInstance' END`,
  /** `overallStatus` of the domain, in SQL. */
  associationStatus: sql`(SELECT CASE
      WHEN bool_or(a.detailed_status !~ ${`${SUCCEEDED}|${PENDING}`}) THEN 'Failed'
      WHEN bool_or(a.detailed_status ~ ${PENDING}) THEN 'Pending'
      WHEN count(*) > 0 THEN 'Success' END
    FROM association_run a WHERE a.instance_id = m.instance_id)`,
  /** `pingStatus` of the domain, in SQL. */
  pingStatus: ({ onlineSince, activeSince }: { readonly onlineSince: Date; readonly activeSince: Date }) => sql`CASE
      WHEN m.last_ping_at IS NULL OR m.last_ping_at < ${activeSince}::timestamptz THEN 'Inactive'
      WHEN m.last_ping_at < ${onlineSince}::timestamptz THEN 'ConnectionLost' ELSE 'Online' END`,
};

export type Operator = 'Equal' | 'NotEqual' | 'BeginWith' | 'LessThan' | 'GreaterThan';

/** A condition on an attribute; values are alternatives, but for NotEqual, which none of them may be. */
export function conditionOn(attribute: Condition, operator: Operator, values: readonly string[]): Condition {
  const some = (test: Condition) => sql`EXISTS (SELECT FROM unnest(${values}::text[]) AS v WHERE ${test})`;
  const [one, other] = [versionOf(attribute), versionOf(sql`v`)];
  switch (operator) {
    case 'Equal':
      return sql`${attribute} = ANY(${values})`;
    case 'NotEqual':
      return sql`coalesce(${attribute} <> ALL(${values}), true)`;
    case 'BeginWith':
      return some(sql`starts_with(${attribute}, v)`);
    case 'LessThan':
      return some(sql`coalesce(${one} < ${other}, ${attribute} < v COLLATE "C")`);
    case 'GreaterThan':
      return some(sql`coalesce(${one} > ${other}, ${attribute} > v COLLATE "C")`);
  }
}

/** Numbers with dots between them as what they are, so that 3.10 is later than 3.9; null of any other text. */
const versionOf = (text: Condition): Condition =>
  sql`CASE WHEN ${text} ~ '^[0-9]{1,9}([.][0-9]{1,9}){0,9}$' THEN string_to_array(${text}, '.')::bigint[] END`;

/** Conditions on the tags of servers. */
export const hasTagKey = (keys: readonly string[]): Condition =>
  sql`EXISTS (SELECT FROM tag t WHERE t.resource_id = m.instance_id AND t.key = ANY(${keys}))`;
export const hasTag = (key: string, values: readonly string[]): Condition =>
  sql`EXISTS (SELECT FROM tag t WHERE t.resource_id = m.instance_id AND t.key = ${key} AND t.value = ANY(${values}))`;
/** Servers by their sequences. */
export const isOneOf = (sequences: readonly number[]): Condition => sql`m.sequence = ANY(${sequences}::bigint[])`;
