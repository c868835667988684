import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { createLedger } from '../../src/ledger/ledger.ts';
import { recount } from '../../src/ledger/recount.ts';
import { freshDatabase } from '../database.ts';
import { arnOf, exampleActor, exampleLaunch, exampleLicense, licenseId, REGION } from '../example-facts.ts';
import { assertTablesAgree } from './agreement.ts';
import { givenLicenses, passAffinities, passTime } from './world.ts';

const { db } = await freshDatabase();
const ledger = createLedger({ db });
const cores = exampleLicense({ countingType: 'Core' });
const stoppedToo = exampleLicense({
  id: licenseId(2),
  countingType: 'Socket',
  ruleTexts: ['#includedStoppedInstances=True'],
});
const bound = exampleLicense({ id: licenseId(3), countingType: 'Core', ruleTexts: ['#licenseAffinityToHost=30'] });
const perMachine = exampleLicense({ id: licenseId(4) });

/** Two hosts, of which the first has a running machine with all licenses and the second is tied to the first license. */
let [used, tied, machine] = ['', '', ''];

let serial = 0;
const actor = (action: string) => exampleActor(action, { requestId: `request-${serial++}` });

beforeEach(async () => {
  await givenLicenses(db, cores, stoppedToo, bound, perMachine);
  const plan = { availabilityZone: `${REGION}a`, family: 'm5' };
  const allocated = await ledger.submit({
    kind: 'allocate-hosts',
    actor: actor('ec2:AllocateHosts'),
    quantity: 2,
    plan,
    tags: {},
  });
  assert.ok(allocated.ok);
  [used, tied] = allocated.hostIds as [string, string];
  const licenseConfigurationArns = [cores, stoppedToo, bound, perMachine].map(arnOf);
  const launched = await ledger.submit(
    exampleLaunch(
      { tenancy: 'host', hostId: used, licenseConfigurationArns },
      { actor: { requestId: `request-${serial++}` } },
    ),
  );
  assert.ok(launched.ok);
  machine = launched.instances![0]!.id;
  await ledger.submit({
    kind: 'update-license-specifications',
    actor: actor('license-manager:UpdateLicenseSpecificationsForResource'),
    resourceArn: `arn:aws:ec2:${REGION}:111111111111:dedicated-host/${tied}`,
    add: [{ licenseConfigurationArn: arnOf(cores) }],
    remove: [],
  });
});

async function move(kind: 'stop' | 'terminate'): Promise<void> {
  await ledger.submit({ kind, actor: actor(`ec2:${kind}`), dryRun: false, instanceIds: [machine] });
  await passTime(db);
}
const advance = () => ledger.submit({ kind: 'advance', instanceIds: [machine] });
const release = (hostId: string) =>
  ledger.submit({ kind: 'release-hosts', actor: actor('ec2:ReleaseHosts'), hostIds: [hostId] });

const differences = async () =>
  (await recount(db)).differences.map(({ licenseConfigurationArn, counter, recorded, recounted }) => [
    Number.parseInt(licenseConfigurationArn.slice(-32), 16),
    counter.replace(used, 'used').replace(tied, 'tied').replace(machine, 'machine'),
    recorded,
    recounted,
  ]);

describe('hosts agree in every state of what is on them', () => {
  test('with a machine, and tied', async () => {
    assert.deepEqual(await differences(), []);
    await assertTablesAgree(db);
  });

  for (const kind of ['stop', 'terminate'] as const)
    test(`on the way to ${kind}, after it, and released`, async () => {
      await move(kind);
      assert.deepEqual(await differences(), []);
      await advance();
      assert.deepEqual(await differences(), []);
      await release(used);
      await release(tied);
      assert.deepEqual(await differences(), []);
      await assertTablesAgree(db);
    });

  test('when an affinity is over that nobody settled yet, and once it is settled', async () => {
    await move('terminate');
    await advance();
    await sql`UPDATE consumption SET hold_until = clock_timestamp() - interval '1 hour' WHERE hold_until IS NOT NULL`.execute(
      db,
    );
    assert.deepEqual(await differences(), []);
    await ledger.submit({ kind: 'settle-hosts', hostIds: [used] });
    assert.deepEqual(await differences(), []);
    const { rows } = await sql`SELECT FROM consumption WHERE resource_id = ${used} AND consumed_until IS NULL`.execute(
      db,
    );
    assert.equal(rows.length, 0);
  });
});

describe('each kind of difference is found', () => {
  const held = (host: string, license = cores) =>
    sql`license_configuration_id = ${license.id} AND resource_id = ${host} AND consumed_until IS NULL`;
  const table: [what: string, statements: () => RawBuilder<unknown>[], found: unknown[][]][] = [
    [
      'a host with a machine that holds nothing',
      () => [sql`UPDATE consumption SET consumed_until = clock_timestamp() WHERE ${held(used)}`],
      [
        [1, 'consumed', 96, 48],
        [1, 'consumed:EC2_HOST', 96, 48],
        [1, 'holder:used', 0, 48],
      ],
    ],
    [
      'a tied host that holds nothing',
      () => [sql`UPDATE consumption SET consumed_until = clock_timestamp() WHERE ${held(tied)}`],
      [
        [1, 'consumed', 96, 48],
        [1, 'consumed:EC2_HOST', 96, 48],
        [1, 'holder:tied', 0, 48],
      ],
    ],
    [
      'a host that holds another amount',
      () => [sql`UPDATE host SET cores = 24, sockets = 1 WHERE host_id = ${used}`],
      [
        [1, 'holder:used', 48, 24],
        [2, 'holder:used', 2, 1],
        [3, 'holder:used', 48, 24],
      ],
    ],
    [
      'a host whose last machine stopped',
      () => [sql`UPDATE instance SET state = 'stopped' WHERE instance_id = ${machine}`],
      [
        [1, 'holder:used', 48, 0],
        [4, 'holder:machine', 1, 0],
      ],
    ],
    [
      'a host whose last machine is on another one',
      () => [sql`UPDATE instance SET host_id = ${tied} WHERE instance_id = ${machine}`],
      [
        [1, 'holder:used', 48, 0],
        [2, 'holder:tied', 0, 2],
        [2, 'holder:used', 2, 0],
        [3, 'holder:tied', 0, 48],
      ],
    ],
    [
      'a host that is not tied any more',
      () => [sql`DELETE FROM license_association WHERE resource_id = ${tied}`],
      [
        [1, 'associations:EC2_HOST', 1, 0],
        [1, 'holder:tied', 48, 0],
      ],
    ],
    [
      'a host that was released',
      () => [sql`UPDATE host SET state = 'released'`],
      [
        [1, 'holder:tied', 48, 0],
        [1, 'holder:used', 48, 0],
        [2, 'holder:used', 2, 0],
      ],
    ],
    ['a host that is gone', () => [sql`DELETE FROM host WHERE host_id = ${tied}`], [[1, 'holder:tied', 48, 0]]],
    [
      'a host that holds a license that counts machines',
      () => [
        sql`UPDATE consumption SET resource_id = ${tied}, resource_type = 'EC2_HOST' WHERE resource_id = ${machine}`,
      ],
      [
        [4, 'consumed:EC2_HOST', 0, 1],
        [4, 'consumed:EC2_INSTANCE', 1, 0],
        [4, 'holder:machine', 0, 1],
        [4, 'holder:tied', 1, 0],
      ],
    ],
  ];
  for (const [what, statements, found] of table)
    test(what, async () => {
      for (const statement of statements()) await statement.execute(db);
      assert.deepEqual((await differences()).sort(), found);
    });

  test('a hold that was over long ago', async () => {
    await move('terminate');
    await advance();
    await passAffinities(db);
    assert.deepEqual(await differences(), [[3, 'holder:used', 48, 0]]);
  });
});

test('hosts beyond one page are all looked at, each once', async () => {
  await sql`
    INSERT INTO consumption (account_id, region, license_configuration_id, resource_id, resource_type, resource_owner_id, amount, consumed_from)
    SELECT ${cores.accountId}, ${REGION}, ${cores.id}, 'h-' || lpad(n::text, 17, '0'), 'EC2_HOST', ${cores.accountId}, 48, now()
    FROM generate_series(1, 1100) n`.execute(db);
  const found = (await differences()).filter(([, counter]) => String(counter).startsWith('holder:'));
  assert.deepEqual([found.length, new Set(found.map(([, counter]) => counter)).size], [1100, 1100]);
});
