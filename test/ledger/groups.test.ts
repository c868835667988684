import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createLedger } from '../../src/ledger/ledger.ts';
import { freshDatabase } from '../database.ts';
import { arnOf, exampleLaunch, exampleLicense } from '../example-facts.ts';
import { assertTablesAgree } from './agreement.ts';
import { givenLicenses } from './world.ts';

const license = exampleLicense({ licenseCount: 1_000, hardLimit: true });
const { db } = await freshDatabase();
await givenLicenses(db, license);

test('commands that come together share transactions, of more than 32 half at a time', async () => {
  const ledger = createLedger({ db });
  const launches = Array.from({ length: 100 }, (_, n) =>
    exampleLaunch({ licenseConfigurationArns: [arnOf(license)] }, { actor: { requestId: `request-${n}` } }),
  );
  const outcomes = await Promise.all(launches.map((command) => ledger.submit(command)));
  assert.ok(outcomes.every(({ ok }) => ok));
  // What one transaction inserted has one xmin.
  const { rows } = await sql<{ machines: number }>`
    SELECT count(*) AS machines FROM instance GROUP BY xmin::text ORDER BY 1 DESC`.execute(db);
  assert.deepEqual(
    rows.map(({ machines }) => machines),
    [50, 32, 18],
  );
  await assertTablesAgree(db);
});
