import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { connect } from '../../src/drivers/database/connect.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import type { DB } from '../../src/store/schema.ts';
import { freshDatabase } from '../database.ts';
import { assertLikeModel, assertTablesAgree } from './agreement.ts';
import { runNaively } from './naive-model.ts';
import { type Intent, intent, worldModel } from './random-commands.ts';
import { givenWorld, passTime } from './world.ts';

const intents = (length: number) => fc.array(intent, { minLength: length / 2, maxLength: length, size: 'max' });

async function machineIds(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT instance_id AS id FROM instance ORDER BY sequence`.execute(db);
  return rows.map((row) => row.id);
}

async function auditEvents(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ events: number }>`SELECT count(*) AS events FROM audit_event`.execute(db);
  return rows[0]!.events;
}

test('whatever the commands, one after the other, the database is where the naive model is', async () => {
  const { db } = await freshDatabase();
  const ledger = createLedger({ db });

  await fc.assert(
    fc.asyncProperty(intents(40), async (given: Intent[]) => {
      await givenWorld(db);
      const model = worldModel();
      let changes = 0;
      for (const [serial, toCommand] of given.entries()) {
        const command = toCommand({ machineIds: await machineIds(db), serial });
        if (command.kind === 'advance') await passTime(db);
        const outcome = await ledger.submit(command);
        const launched =
          outcome.ok && !('dryRun' in command && command.dryRun) ? (outcome.instances ?? []).map(({ id }) => id) : [];
        const expected = runNaively(model, command, launched);
        assert.equal(outcome.ok, expected.ok);
        if (expected.changes) changes++;
      }
      await assertLikeModel(db, model);
      await assertTablesAgree(db);
      assert.equal(await auditEvents(db), changes);
    }),
    { numRuns: 12 },
  );
});

test('whatever the commands, at once and through two servers, the tables agree', async () => {
  const { db, url } = await freshDatabase();
  const other = await connect<DB>({ url, max: 5, onConnectionLost: () => {} });
  const ledgers = [createLedger({ db }), createLedger({ db: other.db, groupLimit: 3 })];

  await fc.assert(
    fc.asyncProperty(fc.array(intents(24), { minLength: 2, maxLength: 4 }), async (bursts: Intent[][]) => {
      await givenWorld(db);
      let serial = 0;
      for (const burst of bursts) {
        const ids = await machineIds(db);
        await passTime(db);
        const commands = burst.map((toCommand) => toCommand({ machineIds: ids, serial: serial++ }));
        await Promise.all(commands.map((command, n) => ledgers[n % 2]!.submit(command)));
        await assertTablesAgree(db);
      }
    }),
    { numRuns: 10 },
  );
  await other.close();
});
