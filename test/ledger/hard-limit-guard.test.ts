import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { UpdateLicenseConfigurationCommand } from '../../src/domain/commands.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { freshDatabase } from '../database.ts';
import { arnOf, exampleActor, exampleLaunch, exampleLicense } from '../example-facts.ts';
import { givenLicenses, passTime } from './world.ts';

// The database's own guard of a hard limit, behind the decisions.

const { db } = await freshDatabase();
const ledger = createLedger({ db });
const license = exampleLicense({ licenseCount: 10, hardLimit: true });

beforeEach(() => givenLicenses(db, license));

async function launch(count: number): Promise<string[]> {
  const request = { licenseConfigurationArns: [arnOf(license)], minCount: count, maxCount: count };
  const outcome = await ledger.submit(exampleLaunch(request, { actor: { requestId: crypto.randomUUID() } }));
  return outcome.ok ? outcome.instances!.map(({ id }) => id) : [];
}

async function terminate(ids: string[]): Promise<void> {
  await ledger.submit({
    kind: 'terminate',
    actor: exampleActor('ec2:TerminateInstances'),
    dryRun: false,
    instanceIds: ids,
  });
  await passTime(db);
  await ledger.submit({ kind: 'advance', instanceIds: ids });
}

async function change(given: UpdateLicenseConfigurationCommand['change']): Promise<void> {
  const actor = exampleActor('license-manager:UpdateLicenseConfiguration');
  const outcome = await ledger.submit({
    kind: 'update-license-configuration',
    actor,
    licenseId: license.id,
    change: given,
  });
  assert.equal(outcome.ok, true);
}

const consume = (amount: number) => sql`UPDATE license_configuration SET consumed = consumed + ${amount}`.execute(db);

async function stateOf(): Promise<[consumed: number, ceiling: number | null]> {
  const { rows } = await sql<{ consumed: number; ceiling: number }>`
    SELECT consumed, consumed_ceiling AS ceiling FROM license_configuration`.execute(db);
  return [rows[0]!.consumed, rows[0]!.ceiling];
}

test('a write past the limit is refused by the database itself', async () => {
  await launch(8);
  await consume(2);
  await assert.rejects(consume(1), /license_configuration_hard_limit/);
});

test('a write below nothing is refused by the database itself', async () => {
  await assert.rejects(consume(-1), /license_configuration_consumed_check/);
});

test('a soft limit has no ceiling', async () => {
  await change({ hardLimit: false });
  await consume(100);
  assert.deepEqual(await stateOf(), [100, null]);
});

describe('a limit that is passed already', () => {
  test('when it was lowered, has what was consumed as its ceiling, which falls with what is given back', async () => {
    const ids = await launch(8);
    await change({ licenseCount: 5 });
    assert.deepEqual(await stateOf(), [8, 8]);
    await assert.rejects(consume(1), /license_configuration_hard_limit/);
    await terminate(ids.slice(0, 2));
    assert.deepEqual(await stateOf(), [6, 6]);
    await assert.rejects(consume(1), /license_configuration_hard_limit/);
    await terminate(ids.slice(2, 5));
    assert.deepEqual(await stateOf(), [3, 5]);
    assert.deepEqual([(await launch(3)).length, (await launch(2)).length], [0, 2]);
    assert.deepEqual(await stateOf(), [5, 5]);
  });

  test('when it was switched on, has what was consumed as its ceiling', async () => {
    await change({ hardLimit: false });
    await launch(12);
    await change({ hardLimit: true });
    assert.deepEqual(await stateOf(), [12, 12]);
    assert.deepEqual(await launch(1), []);
  });

  test('when its count is raised, has the count as its ceiling', async () => {
    await launch(8);
    await change({ licenseCount: 5 });
    await change({ licenseCount: 20 });
    assert.deepEqual(await stateOf(), [8, 20]);
  });
});
