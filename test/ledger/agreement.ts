import assert from 'node:assert/strict';
import { type Kysely, sql } from 'kysely';
import { recount } from '../../src/ledger/recount.ts';
import type { DB } from '../../src/store/schema.ts';
import { consumedOf, holdersOf, type Model, tiesOf } from './naive-model.ts';

// What must be true of the database whatever was done, asked by SQL of the tables themselves.

const FAULTS = {
  'the total is not the sum of open consumption': sql`
    SELECT license_configuration_id, consumed FROM license_configuration l
    WHERE consumed <> (SELECT coalesce(sum(amount), 0) FROM consumption c
      WHERE c.license_configuration_id = l.license_configuration_id AND consumed_until IS NULL)`,
  'a counter is not the sum of open consumption of its type': sql`
    SELECT license_configuration_id, resource_type, consumed FROM license_counter l
    WHERE consumed <> (SELECT coalesce(sum(amount), 0) FROM consumption c
      WHERE (c.license_configuration_id, c.resource_type) = (l.license_configuration_id, l.resource_type) AND consumed_until IS NULL)`,
  'a counter is not the number of associations of its type': sql`
    SELECT license_configuration_id, resource_type, associations FROM license_counter l
    WHERE associations <> (SELECT count(*) FROM license_association a
      WHERE (a.license_configuration_id, a.resource_type) = (l.license_configuration_id, l.resource_type))`,
  'a hard limit is passed by more than it was lowered by': sql`
    SELECT license_configuration_id FROM license_configuration WHERE hard_limit AND consumed > greatest(license_count, consumed_ceiling)`,
  'intervals of one license and resource overlap': sql`
    SELECT a.consumption_id, b.consumption_id FROM consumption a JOIN consumption b
      ON (a.license_configuration_id, a.resource_id) = (b.license_configuration_id, b.resource_id) AND a.consumption_id < b.consumption_id
    WHERE tstzrange(a.consumed_from, a.consumed_until) && tstzrange(b.consumed_from, b.consumed_until)`,
  'a terminated machine holds or is tied': sql`
    SELECT instance_id FROM instance i WHERE state = 'terminated'
      AND (EXISTS (SELECT FROM consumption c WHERE c.resource_id = i.instance_id AND consumed_until IS NULL)
        OR EXISTS (SELECT FROM license_association a WHERE a.resource_id = i.instance_id))`,
  'a machine holds a license that it is not tied to': sql`
    SELECT resource_id FROM consumption c WHERE consumed_until IS NULL AND resource_type = 'EC2_INSTANCE' AND NOT EXISTS (SELECT FROM license_association a
      WHERE (a.license_configuration_id, a.resource_id) = (c.license_configuration_id, c.resource_id))`,
  'a host holds a license for nothing': sql`
    SELECT h.host_id FROM consumption c JOIN host h ON h.host_id = c.resource_id
    WHERE consumed_until IS NULL AND (hold_until IS NULL OR hold_until <= consumed_from) AND (h.state LIKE 'released%' OR NOT EXISTS (
      SELECT FROM license_association a LEFT JOIN instance i ON i.instance_id = a.resource_id
      WHERE a.license_configuration_id = c.license_configuration_id
        AND (a.resource_id = h.host_id OR (i.host_id = h.host_id AND i.state <> 'terminated'))))`,
  'a host does not hold what a machine that runs on it needs': sql`
    SELECT i.instance_id, l.license_configuration_id FROM instance i
    JOIN license_association a ON a.resource_id = i.instance_id JOIN license_configuration l USING (license_configuration_id)
    JOIN host h ON h.host_id = i.host_id
    WHERE i.state IN ('pending', 'running', 'stopping', 'shutting-down') AND l.counting_type IN ('Core', 'Socket')
      AND (SELECT sum(amount) FROM consumption c WHERE c.license_configuration_id = l.license_configuration_id
        AND c.resource_id = h.host_id AND consumed_until IS NULL)
        IS DISTINCT FROM CASE l.counting_type WHEN 'Core' THEN h.cores ELSE h.sockets END`,
  'a host that is released runs a machine, or is in a group, or is tied': sql`
    SELECT host_id FROM host h WHERE state LIKE 'released%' AND (group_arn IS NOT NULL
      OR EXISTS (SELECT FROM instance i WHERE i.host_id = h.host_id AND i.state IN ('pending', 'running', 'stopping', 'shutting-down'))
      OR EXISTS (SELECT FROM license_association a WHERE a.resource_id = h.host_id))`,
  'a machine is on a host of another family or zone, of another type than the host is for, or of another account whose group is not shared': sql`
    SELECT i.instance_id FROM instance i JOIN host h USING (host_id) WHERE i.state IN ('pending', 'running')
      AND (i.tenancy <> 'host' OR i.availability_zone <> h.availability_zone
        OR i.account_id <> h.account_id AND NOT EXISTS (SELECT FROM resource_group_share s
          WHERE s.shared_with = i.account_id AND s.group_arn = i.settings ->> 'hostResourceGroupArn')
        OR split_part(i.instance_type, '.', 1) <> h.family OR i.instance_type <> coalesce(h.instance_type, i.instance_type))`,
  'a license that is deleted is tied': sql`
    SELECT resource_id FROM license_association JOIN license_configuration USING (license_configuration_id) WHERE status = 'DELETED'`,
  'a machine was launched without an audit event': sql`
    SELECT instance_id FROM instance i WHERE NOT EXISTS (SELECT FROM audit_event e WHERE e.action = 'ec2:RunInstances'
      AND 'arn:aws:ec2:' || i.region || ':' || i.account_id || ':instance/' || i.instance_id = ANY (e.resources))`,
};

/** Asserts that the tables agree with each other, and that a recount finds nothing. */
export async function assertTablesAgree(db: Kysely<DB>): Promise<void> {
  for (const [fault, query] of Object.entries(FAULTS)) assert.deepEqual((await query.execute(db)).rows, [], fault);
  assert.deepEqual((await recount(db)).differences, []);
}

/** Asserts that the database is where the same commands brought the naive model; when a pending machine runs is the clock's. */
export async function assertLikeModel(db: Kysely<DB>, model: Model): Promise<void> {
  const held = await sql<{ key: string; amount: number }>`
    SELECT license_configuration_id || ' ' || resource_id AS key, amount FROM consumption WHERE consumed_until IS NULL ORDER BY 1`.execute(
    db,
  );
  assert.deepEqual(
    held.rows.map(({ key, amount }) => [key, amount]),
    [...holdersOf(model)].sort(),
  );
  const machines = await sql<{ id: string; state: string; host: string | null }>`
    SELECT instance_id AS id, CASE state WHEN 'pending' THEN 'running' ELSE state END AS state, host_id AS host
    FROM instance ORDER BY 1`.execute(db);
  assert.deepEqual(
    machines.rows.map(({ id, state, host }) => [id, state, host]),
    model.machines
      .map(({ id, state, host }) => [id, state.split(' ')[0]!.replace('pending', 'running'), host ?? null])
      .sort(),
  );
  const hosts = await sql<{ id: string; state: string; group: string | null }>`
    SELECT host_id AS id, state, group_arn AS group FROM host ORDER BY 1`.execute(db);
  assert.deepEqual(
    hosts.rows.map(({ id, state, group }) => [id, state, group]),
    model.hosts.map(({ id, state, group }) => [id, state, group ?? null]).sort(),
  );
  const licenses = await sql<{ id: string; consumed: number; ceiling: number | null; status: string; ties: number }>`
    SELECT license_configuration_id AS id, consumed, consumed_ceiling AS ceiling, status,
      (SELECT count(*) FROM license_association a WHERE a.license_configuration_id = l.license_configuration_id) AS ties
    FROM license_configuration l ORDER BY 1`.execute(db);
  assert.deepEqual(
    licenses.rows,
    model.licenses.map((license) => ({
      id: license.id,
      consumed: consumedOf(model, license),
      ceiling: license.hard ? license.ceiling : null,
      status: license.status,
      ties: tiesOf(model, license),
    })),
  );
}
