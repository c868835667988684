import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import type { Command, Outcome } from '../../src/domain/commands.ts';
import { connect } from '../../src/drivers/database/connect.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import type { DB } from '../../src/store/schema.ts';
import { freshDatabase } from '../database.ts';
import { assertLikeModel, assertTablesAgree } from './agreement.ts';
import type { ModelHost, Observed } from './naive-model.ts';
import { runNaively } from './naive-run.ts';
import { type Intent, worldModel } from './random-commands.ts';
import { intent } from './random-host-commands.ts';
import { givenWorld, passAffinities, passTime } from './world.ts';

const intents = (length: number) => fc.array(intent, { minLength: length / 2, maxLength: length, size: 'max' });

async function machineIds(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT instance_id AS id FROM instance ORDER BY sequence`.execute(db);
  return rows.map((row) => row.id);
}

async function hostIds(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT host_id AS id FROM host ORDER BY sequence`.execute(db);
  return rows.map((row) => row.id);
}

async function observe(db: Kysely<DB>, command: Command, outcome: Outcome): Promise<Observed> {
  const { rows: machines } = await sql<{ id: string; host: string | null }>`
    SELECT instance_id AS id, host_id AS host FROM instance`.execute(db);
  const { rows: hosts } = await sql<Omit<ModelHost, 'type'> & { type: string | null }>`
    SELECT host_id AS id, account_id AS account, availability_zone AS zone, family, instance_type AS type FROM host`.execute(
    db,
  );
  const launched = outcome.ok && !('dryRun' in command && command.dryRun) ? (outcome.instances ?? []) : [];
  return {
    ok: outcome.ok,
    launched: launched.map(({ id, hostId }) => ({ id, hostId })),
    hostOf: new Map(machines.map(({ id, host }) => [id, host ?? undefined])),
    hosts: hosts.map((host) => ({ ...host, type: host.type ?? undefined })),
  };
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
        const command = toCommand({ machineIds: await machineIds(db), hostIds: await hostIds(db), serial });
        if (command.kind === 'advance') await passTime(db);
        if (command.kind === 'settle-hosts') await passAffinities(db);
        const outcome = await ledger.submit(command);
        const expected = runNaively(model, command, await observe(db, command, outcome));
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
        const world = { machineIds: await machineIds(db), hostIds: await hostIds(db) };
        await passTime(db);
        const commands = burst.map((toCommand) => toCommand({ ...world, serial: serial++ }));
        await Promise.all(commands.map((command, n) => ledgers[n % 2]!.submit(command)));
        await assertTablesAgree(db);
      }
    }),
    { numRuns: 10 },
  );
  await other.close();
});
