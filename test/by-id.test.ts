import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Kysely, sql, type Transaction } from 'kysely';
import { connect } from '../src/drivers/database/connect.ts';
import type { DB } from '../src/store/schema.ts';
import { readInstances } from '../src/views/ec2/instances.ts';
import { findLaunchTemplate } from '../src/views/ec2/launch-templates.ts';
import { readRecords } from '../src/views/ec2/records.ts';
import { listRules, listSecurityGroups } from '../src/views/ec2/security-groups.ts';
import { listSubnets, listSubnetsOf, listVpcs } from '../src/views/ec2/vpcs.ts';
import { findLicenseConfiguration } from '../src/views/license-manager/license-configurations.ts';
import { listConversionTasks } from '../src/views/license-manager/license-conversion-tasks.ts';
import { freshDatabase, stopBeforeDrop } from './database.ts';

// What is looked up by id is found by it, not among all that the account has: also in tables that were filled in one go,
// which PostgreSQL has no statistics of.

const accountId = '111111111111';
const scope = { accountId, region: 'us-east-1' };
const ROWS = 3_000;
/** Far more than any of these needs, and far fewer than there are. */
const FEW = 50;

let db: Kysely<DB>;
before(async () => {
  const { db: own, url } = await freshDatabase();
  await sql`INSERT INTO account (account_id) VALUES (${accountId})`.execute(own);
  for (const [table, columns] of Object.entries(TABLES)) await fill(own, table, columns);
  const server = await connect<DB>({ url, max: 1, repeating: true, onConnectionLost: () => {} });
  stopBeforeDrop(server.close);
  db = server.db;
});

/** Columns beside account and Region, of the n-th row. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  instance: {
    ...{
      instance_id: `'i-' || n`,
      reservation_id: `'r-' || n`,
      launch_index: '0',
      image_id: `'ami-1'`,
      core_count: '1',
    },
    ...{ instance_type: `'m5.large'`, threads_per_core: '2', tenancy: `'default'`, availability_zone: `'us-east-1a'` },
    ...{ subnet_id: `'subnet-1'`, private_ip: `'10.0.' || n / 250 || '.' || n % 250`, state: `'stopped'` },
    ...{ state_changed_at: 'now()', launched_at: 'now()', settings: `'{}'` },
  },
  ec2_record: { record_id: `'vol-' || n`, kind: `'volume'`, refs: `'{}'`, details: `'{}'`, created_at: 'now()' },
  vpc: { vpc_id: `'vpc-' || n`, cidr_block: `'10.0.0.0/16'`, instance_tenancy: `'default'` },
  subnet: {
    ...{ subnet_id: `'subnet-' || n`, vpc_id: `'vpc-' || n`, availability_zone: `'us-east-1a'` },
    cidr_block: `'10.0.0.0/24'`,
  },
  security_group: { security_group_id: `'sg-' || n`, vpc_id: `'vpc-' || n`, name: `'g'`, description: `''` },
  security_group_rule: {
    ...{ security_group_rule_id: `'sgr-' || n`, security_group_id: `'sg-' || n`, is_egress: 'true' },
    ...{ ip_protocol: `'-1'`, cidr_ipv4: `'0.0.0.0/0'` },
  },
  launch_template: { launch_template_id: `'lt-' || n`, name: `'t-' || n`, created_at: 'now()', created_by: `'me'` },
  license_configuration: {
    ...{ license_configuration_id: `'lic-' || n`, name: `'l'`, counting_type: `'vCPU'`, created_at: 'now()' },
  },
  license_conversion_task: {
    ...{ license_conversion_task_id: `'lct-' || n`, instance_id: `'i-' || n`, source: `'{}'`, destination: `'{}'` },
    ...{ status: `'SUCCEEDED'`, started_at: 'now()', ended_at: 'now()' },
  },
};

async function fill(own: Kysely<DB>, table: string, columns: Readonly<Record<string, string>>): Promise<void> {
  const all = { account_id: `'${accountId}'`, region: `'us-east-1'`, ...columns };
  const names = Object.keys(all).join(', ');
  const values = Object.values(all).join(', ');
  await sql
    .raw(`ALTER TABLE ${table} SET (autovacuum_enabled = off);
      INSERT INTO ${table} (${names}) SELECT ${values} FROM generate_series(1, ${ROWS}) n`)
    .execute(own);
}

/** How many rows of tables are read for this. */
async function rowsRead(work: (trx: Transaction<DB>) => Promise<unknown>): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const before = await readSoFar(trx);
    await work(trx);
    return (await readSoFar(trx)) - before;
  });
}

async function readSoFar(trx: Transaction<DB>): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint AS read
    FROM pg_stat_xact_user_tables`.execute(trx);
  return rows[0]!.read;
}

const ids = (prefix: string) => ['17', '2900'].map((n) => `${prefix}-${n}`);
const license = { accountId, region: 'us-east-1', id: 'lic-17' };
const LOOK_UPS: Readonly<Record<string, (trx: Transaction<DB>) => Promise<unknown>>> = {
  instances: (trx) => readInstances(trx, scope, { ids: ids('i'), limit: 2 }),
  volumes: (trx) => readRecords(trx, scope, { kind: 'volume', ids: ids('vol') }),
  VPCs: (trx) => listVpcs(trx, scope, { ids: ids('vpc') }),
  subnets: (trx) => listSubnets(trx, scope, { ids: ids('subnet') }),
  'subnets of VPCs': (trx) => listSubnetsOf(trx, scope, ids('vpc')),
  'security groups': (trx) => listSecurityGroups(trx, scope, { ids: ids('sg') }),
  'rules of security groups': (trx) => listRules(trx, scope, { groupIds: ids('sg'), limit: 10 }),
  'a launch template': (trx) => findLaunchTemplate(trx, scope, { launchTemplateId: 'lt-17' }),
  'a license configuration': (trx) => findLicenseConfiguration(trx, license, scope),
  'a conversion': (trx) => listConversionTasks(trx, scope, { id: 'lct-17', limit: 1 }),
};

for (const [what, lookUp] of Object.entries(LOOK_UPS))
  test(`of ${ROWS} no more are read than are looked up: ${what}`, async () => {
    const read = await rowsRead(lookUp);
    assert.ok(read > 0 && read <= FEW, `${read} rows are read`);
  });
