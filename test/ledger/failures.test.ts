import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { createLedger, LedgerUnavailable } from '../../src/ledger/ledger.ts';
import type { DB } from '../../src/store/schema.ts';
import { freshDatabase } from '../database.ts';
import { arnOf, exampleLaunch, exampleLicense, licenseId } from '../example-facts.ts';
import { assertTablesAgree } from './agreement.ts';
import { givenLicenses } from './world.ts';

const license = exampleLicense({ licenseCount: 10, hardLimit: true });
const { db } = await freshDatabase();
const ledger = createLedger({ db, attempts: 3 });

beforeEach(() => givenLicenses(db, license));
afterEach(() => sql`DROP TRIGGER IF EXISTS fail ON instance`.execute(db));

let serial = 0;
const launch = (userData = 'fine') =>
  exampleLaunch(
    { licenseConfigurationArns: [arnOf(license)], settings: { userData } },
    { actor: { requestId: `request-${serial++}` } },
  );

/** Makes the database fail when a machine with this user data is written: `times` times, by this error. */
async function failFor(userData: string, code: string, { times = 1_000_000, atCommit = false } = {}): Promise<void> {
  const trigger = atCommit
    ? 'CONSTRAINT TRIGGER fail AFTER INSERT ON instance DEFERRABLE INITIALLY DEFERRED'
    : 'TRIGGER fail BEFORE INSERT ON instance';
  await sql
    .raw(`
    CREATE SEQUENCE IF NOT EXISTS failures;
    ALTER SEQUENCE failures RESTART;
    CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.settings->>'userData' = '${userData}' AND nextval('failures') <= ${times}
        THEN RAISE EXCEPTION 'planted' USING ERRCODE = '${code}'; END IF;
      RETURN NEW;
    END $$;
    CREATE ${trigger} FOR EACH ROW EXECUTE FUNCTION fail()`)
    .execute(db);
}

async function count(table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM ${sql.table(table)}`.execute(db);
  return rows[0]!.count;
}

test('commands that come at once share a transaction', async () => {
  await Promise.all([launch(), launch(), launch()].map((command) => ledger.submit(command)));
  const { rows } = await sql<{ times: number }>`SELECT count(DISTINCT launched_at) AS times FROM instance`.execute(db);
  assert.equal(rows[0]!.times, 1);
});

test('a command that fails for a reason of its own harms no other of its group', async () => {
  await failFor('bad', 'XX001');
  const settled = await Promise.allSettled(
    [launch(), launch('bad'), launch()].map((command) => ledger.submit(command)),
  );
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.match(String((settled[1] as PromiseRejectedResult).reason), /planted/);
  assert.equal(await count('instance'), 2);
  await assertTablesAgree(db);
});

test('nothing of a failed command sticks, and the ledger goes on', async () => {
  await failFor('bad', 'XX001');
  await assert.rejects(ledger.submit(launch('bad')), /planted/);
  for (const table of ['instance', 'consumption', 'license_association', 'audit_event'])
    assert.equal(await count(table), 0, table);
  assert.equal((await ledger.submit(launch())).ok, true);
});

test('values that a statement could trip over are stored as they are', async () => {
  const tags = { "quote'": 'back\\slash', '"': '\n\t', ключ: '😀', $1: '{}', ['x'.repeat(128)]: 'y'.repeat(256) };
  const command = exampleLaunch(
    { settings: { userData: "'; DROP TABLE instance; --" }, tags },
    { actor: { userAgent: '{"a":[1,"}' } },
  );
  assert.equal((await ledger.submit(command)).ok, true);
  const { rows } = await sql<{ key: string; value: string }>`SELECT key, value FROM tag`.execute(db);
  assert.deepEqual(Object.fromEntries(rows.map(({ key, value }) => [key, value])), tags);
});

describe('a conflict with another server', () => {
  for (const code of ['40001', '40P01'])
    test(`by ${code} is tried again, for the whole group`, async () => {
      await failFor('conflicted', code, { times: 2 });
      const outcomes = await Promise.all([launch(), launch('conflicted')].map((command) => ledger.submit(command)));
      assert.deepEqual(
        outcomes.map(({ ok }) => ok),
        [true, true],
      );
      assert.equal(await count('instance'), 2);
      await assertTablesAgree(db);
    });

  test('that does not end is told', async () => {
    await failFor('conflicted', '40001');
    await assert.rejects(ledger.submit(launch('conflicted')), /planted/);
  });
});

describe('a database that is away', () => {
  test('is LedgerUnavailable for all that wait', async () => {
    const nowhere = new Kysely<DB>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ host: '127.0.0.1', port: 1 }) }),
    });
    const cutOff = createLedger({ db: nowhere, attempts: 2 });
    const settled = await Promise.allSettled([launch(), launch()].map((command) => cutOff.submit(command)));
    for (const result of settled) assert.ok(result.status === 'rejected' && result.reason instanceof LedgerUnavailable);
    await nowhere.destroy();
  });

  test('that comes and goes in the middle of a group is LedgerUnavailable, and nothing is written', async () => {
    await failFor('away', '57P01');
    const settled = await Promise.allSettled([launch('away'), launch()].map((command) => ledger.submit(command)));
    for (const result of settled) assert.ok(result.status === 'rejected' && result.reason instanceof LedgerUnavailable);
    assert.equal(await count('instance'), 0);
  });

  test('at the commit is LedgerUnavailable at once: a second try could do it twice', async () => {
    await failFor('away', '57P01', { times: 1, atCommit: true });
    await assert.rejects(ledger.submit(launch('away')), LedgerUnavailable);
  });

  test('for a moment is not noticed', async () => {
    await failFor('away', '57P03', { times: 1 });
    assert.equal((await ledger.submit(launch('away'))).ok, true);
  });

  test('because its connections were cut is not noticed either', async () => {
    await ledger.submit(launch());
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`.execute(
      db,
    );
    assert.equal((await ledger.submit(launch())).ok, true);
    assert.equal(await count('instance'), 2);
  });
});

test('drain resolves when all is settled', async () => {
  let settled = 0;
  for (const command of [launch(), launch(), launch()]) void ledger.submit(command).then(() => settled++);
  await ledger.drain();
  assert.equal(settled, 3);
  await ledger.drain();
});

test('a refused launch is on the list of failures, with the operation and who asked', async () => {
  const request = { licenseConfigurationArns: [arnOf(license)], minCount: 11, maxCount: 11 };
  assert.equal((await ledger.submit(exampleLaunch(request))).ok, false);
  const { rows } = await sql<Record<string, string>>`SELECT * FROM license_operation_failure`.execute(db);
  assert.equal(rows.length, 1);
  const { license_configuration_id, operation_name, requested_by, resource_type, error_message } = rows[0]!;
  assert.deepEqual(
    [license_configuration_id, operation_name, requested_by, resource_type],
    [licenseId(1), 'RunInstances', 'arn:aws:iam::111111111111:root', 'EC2_AMI'],
  );
  assert.match(error_message!, /has 10 of 10 instances left; this launch needs 11\.$/);
  assert.equal(await count('audit_event'), 0);
});
