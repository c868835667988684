import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { createLedger } from '../../src/ledger/ledger.ts';
import { recount } from '../../src/ledger/recount.ts';
import { freshDatabase } from '../database.ts';
import {
  ACCOUNT,
  arnOf,
  exampleActor,
  exampleImage,
  exampleLaunch,
  exampleLicense,
  hardVcpuLicense,
  licenseId,
  OTHER_ACCOUNT,
  publicImage,
} from '../example-facts.ts';
import { assertTablesAgree } from './agreement.ts';
import { givenImageTie, givenLicenses, passTime } from './world.ts';

const { db } = await freshDatabase();
const ledger = createLedger({ db });
const vcpus = hardVcpuLicense();
const stoppedToo = exampleLicense({ id: licenseId(2), ruleTexts: ['#includedStoppedInstances=True'] });
const foreign = exampleLicense({ id: licenseId(3), accountId: OTHER_ACCOUNT });

/** Two running machines of 4 vCPUs, tied to the first two licenses; a tie of the first to an image. */
let [first, second] = ['', ''];

beforeEach(async () => {
  await givenLicenses(db, vcpus, stoppedToo, foreign);
  await givenImageTie(db, vcpus, exampleImage);
  const outcome = await ledger.submit(
    exampleLaunch({ licenseConfigurationArns: [vcpus, stoppedToo].map(arnOf), minCount: 2 }),
  );
  assert.ok(outcome.ok);
  [first, second] = outcome.instances!.map(({ id }) => id) as [string, string];
  await passTime(db);
  await ledger.submit({ kind: 'advance', instanceIds: [first, second] });
});

async function move(kind: 'stop' | 'terminate', id: string): Promise<void> {
  await ledger.submit({ kind, actor: exampleActor(`ec2:${kind}`), dryRun: false, instanceIds: [id] });
  await passTime(db);
}

const plant = (...statements: RawBuilder<unknown>[]) =>
  Promise.all(statements.map((statement) => statement.execute(db)));
const differences = async () =>
  (await recount(db)).differences.map(({ licenseConfigurationArn, counter, recorded, recounted }) => [
    Number.parseInt(licenseConfigurationArn.slice(-32), 16),
    counter.replace(first, 'first').replace(second, 'second'),
    recorded,
    recounted,
  ]);

test('all licenses are checked and agree', async () => {
  assert.deepEqual(await recount(db), { checked: 3, differences: [] });
});

test('those of one account, or one alone', async () => {
  const checked = async (options: Parameters<typeof recount>[1]) => (await recount(db, options)).checked;
  assert.equal(await checked({ accountId: ACCOUNT }), 2);
  assert.equal(await checked({ licenseConfigurationId: foreign.id }), 1);
  assert.equal(await checked({ accountId: ACCOUNT, licenseConfigurationId: foreign.id }), 0);
});

describe('machines agree in every state', () => {
  for (const kind of ['stop', 'terminate'] as const)
    test(`on the way to ${kind}, and after it`, async () => {
      await move(kind, first);
      assert.deepEqual(await differences(), []);
      await ledger.submit({ kind: 'advance', instanceIds: [first] });
      assert.deepEqual(await differences(), []);
    });

  test('when a stopped machine is terminated', async () => {
    await move('stop', first);
    await ledger.submit({ kind: 'advance', instanceIds: [first] });
    await move('terminate', first);
    assert.deepEqual(await differences(), []);
  });
});

describe('each kind of difference is found', () => {
  const of = (table: string) => sql`${sql.table(table)} SET`;
  const where = sql`WHERE license_configuration_id = ${vcpus.id}`;
  const machine = (id: () => string) => sql`${where} AND resource_id = ${id()}`;
  const table: [what: string, statements: () => RawBuilder<unknown>[], found: unknown[][]][] = [
    ['the total', () => [sql`UPDATE ${of('license_configuration')} consumed = 9 ${where}`], [[1, 'consumed', 9, 8]]],
    [
      'the counter of a type',
      () => [sql`UPDATE ${of('license_counter')} consumed = 7 ${where} AND resource_type = 'EC2_INSTANCE'`],
      [[1, 'consumed:EC2_INSTANCE', 7, 8]],
    ],
    [
      'the counter of associations',
      () => [sql`UPDATE ${of('license_counter')} associations = 5 ${where} AND resource_type = 'EC2_AMI'`],
      [[1, 'associations:EC2_AMI', 5, 1]],
    ],
    [
      'a counter that is missing',
      () => [sql`DELETE FROM license_counter ${where} AND resource_type = 'EC2_AMI'`],
      [[1, 'associations:EC2_AMI', 0, 1]],
    ],
    [
      'a holder that is terminated',
      () => [sql`UPDATE instance SET state = 'terminated' WHERE instance_id = ${first}`],
      [
        [1, 'holder:first', 4, 0],
        [2, 'holder:first', 1, 0],
      ],
    ],
    [
      'a holder that is stopped',
      () => [sql`UPDATE instance SET state = 'stopped' WHERE instance_id = ${first}`],
      [[1, 'holder:first', 4, 0]],
    ],
    [
      'a holder that is gone',
      () => [sql`DELETE FROM instance WHERE instance_id = ${first}`],
      [
        [1, 'holder:first', 4, 0],
        [2, 'holder:first', 1, 0],
      ],
    ],
    [
      'a holder that is not tied',
      () => [sql`DELETE FROM license_association ${machine(() => second)}`],
      [
        [1, 'associations:EC2_INSTANCE', 2, 1],
        [1, 'holder:second', 4, 0],
      ],
    ],
    [
      'a tied machine that holds nothing',
      () => [sql`UPDATE consumption SET consumed_until = clock_timestamp() ${machine(() => second)}`],
      [
        [1, 'consumed', 8, 4],
        [1, 'consumed:EC2_INSTANCE', 8, 4],
        [1, 'holder:second', 0, 4],
      ],
    ],
    [
      'a machine that holds another amount than the rules give it',
      () => [sql`UPDATE instance SET instance_type = 'm5.2xlarge' WHERE instance_id = ${second}`],
      [[1, 'holder:second', 4, 8]],
    ],
    [
      'a machine of a type that is not known',
      () => [sql`UPDATE instance SET instance_type = 'x9.big' WHERE instance_id = ${second}`],
      [
        [1, 'holder:second', 4, 0],
        [2, 'holder:second', 1, 0],
      ],
    ],
  ];
  for (const [what, statements, found] of table)
    test(what, async () => {
      await plant(...statements());
      assert.deepEqual((await differences()).sort(), found.map((row) => [...row]).sort());
      assert.deepEqual((await recount(db, { licenseConfigurationId: foreign.id })).differences, []);
    });
});

describe('repair', () => {
  const auditOf = async () =>
    (await sql<Record<string, unknown>>`SELECT * FROM audit_event WHERE action = 'headroom:Recount'`.execute(db)).rows;

  test('sets the counters to what was counted, and records it once', async () => {
    await plant(
      sql`UPDATE license_configuration SET consumed = 0 WHERE license_configuration_id = ${vcpus.id}`,
      sql`UPDATE license_counter SET consumed = 0, associations = 0 WHERE license_configuration_id = ${vcpus.id}`,
      sql`DELETE FROM license_counter WHERE license_configuration_id = ${vcpus.id} AND resource_type = 'EC2_AMI'`,
    );
    const { differences: mended } = await recount(db, { repair: true });
    assert.equal(mended.length, 4);
    await assertTablesAgree(db);
    await recount(db, { repair: true });
    const events = await auditOf();
    assert.deepEqual(
      events.map(({ account_id, resources }) => [account_id, resources]),
      [[ACCOUNT, [arnOf(vcpus)]]],
    );
    assert.deepEqual(JSON.parse(events[0]!['record'] as string).additionalEventData.repaired[0], {
      counter: 'consumed',
      recorded: 0,
      recounted: 8,
    });
  });

  test('records who asked for it, in the account of the license', async () => {
    await plant(sql`UPDATE license_configuration SET consumed = 1 WHERE license_configuration_id = ${foreign.id}`);
    await recount(db, { repair: true, actor: exampleActor('headroom:Recount') });
    assert.deepEqual(
      (await auditOf()).map(({ account_id, access_key_id }) => [account_id, access_key_id]),
      [[OTHER_ACCOUNT, 'AKIAEXAMPLE']],
    );
  });

  test('of a hard limit that turns out to be passed goes through, and it blocks', async () => {
    await plant(
      sql`UPDATE consumption SET amount = 20 WHERE license_configuration_id = ${vcpus.id} AND resource_id = ${first}`,
      sql`UPDATE license_configuration SET consumed = 3 WHERE license_configuration_id = ${vcpus.id}`,
    );
    await recount(db, { repair: true });
    const { rows } = await sql<object>`
      SELECT consumed, consumed_ceiling AS ceiling FROM license_configuration WHERE license_configuration_id = ${vcpus.id}`.execute(
      db,
    );
    assert.deepEqual(rows, [{ consumed: 24, ceiling: 24 }]);
    assert.equal((await ledger.submit(exampleLaunch({ licenseConfigurationArns: [arnOf(vcpus)] }))).ok, false);
  });

  test('leaves the intervals as they are', async () => {
    await plant(sql`DELETE FROM instance WHERE instance_id = ${first}`);
    await recount(db, { repair: true });
    assert.deepEqual(await differences(), [
      [1, 'holder:first', 4, 0],
      [2, 'holder:first', 1, 0],
    ]);
    assert.deepEqual(await auditOf(), []);
  });
});

test('machines beyond one page are all looked at, each once', async () => {
  const request = { imageId: publicImage.id, licenseConfigurationArns: [arnOf(stoppedToo)], minCount: 1200 };
  const outcome = await ledger.submit(exampleLaunch(request, { actor: { requestId: 'many' } }));
  assert.equal(outcome.ok, true);
  await sql`DELETE FROM license_association WHERE license_configuration_id = ${stoppedToo.id}`.execute(db);
  const { differences: found } = await recount(db, { licenseConfigurationId: stoppedToo.id });
  assert.equal(new Set(found.map(({ counter }) => counter)).size, 1202 + 1);
  assert.equal(found.length, 1202 + 1);
});
