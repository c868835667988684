import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { startAdvancing } from '../../src/jobs/advance-instances.ts';
import { type Ledger, LedgerUnavailable } from '../../src/ledger/ledger.ts';
import { type Cloud, givenCloud } from '../ec2/launching.ts';
import { eventually } from '../eventually.ts';

const silent = pino({ level: 'silent' });

async function states(cloud: Cloud): Promise<Record<string, number>> {
  const { rows } = await sql<{
    state: string;
    count: number;
  }>`SELECT state, count(*) FROM current_instance GROUP BY 1`.execute(cloud.db);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

/** As StopInstances leaves them; to end that takes a decision of the ledger. */
const stopping = (cloud: Cloud) =>
  sql`UPDATE instance SET state = 'stopping', state_due = clock_timestamp()`.execute(cloud.db);

test('launched machines come to run by themselves, more than one batch of them, with two servers at it', async () => {
  const cloud = await givenCloud();
  await cloud.launch({ MinCount: 600, MaxCount: 600 });
  const jobs = [1, 2].map(() => startAdvancing({ ...cloud, log: silent }));
  await eventually(async () => (await states(cloud))['running'] === 600, 'all run');
  await Promise.all(jobs.map((job) => job.stop()));
});

test('a database that is away is waited for', async () => {
  const cloud = await givenCloud();
  await cloud.launch();
  await stopping(cloud);
  let failures = 2;
  const ledger: Ledger = {
    ...cloud.ledger,
    submit: (command) =>
      failures-- > 0 ? Promise.reject(new LedgerUnavailable('away')) : cloud.ledger.submit(command),
  };
  const levels: number[] = [];
  const log = pino({}, { write: (line: string) => levels.push(JSON.parse(line).level) });
  const job = startAdvancing({ db: cloud.db, ledger, log });
  await eventually(async () => (await states(cloud))['stopped'] === 1, 'it has stopped');
  await job.stop();
  assert.deepEqual(levels.slice(0, 2), [40, 40]);
});

test('a machine that cannot be advanced does not hold up the others', async () => {
  const cloud = await givenCloud();
  const { Instances } = await cloud.launch({ MinCount: 3, MaxCount: 3 });
  const bad = Instances![1]!.InstanceId!;
  await stopping(cloud);
  const ledger: Ledger = {
    ...cloud.ledger,
    submit: (command) =>
      command.kind === 'advance' && command.instanceIds.includes(bad)
        ? Promise.reject(new Error('a bug'))
        : cloud.ledger.submit(command),
  };
  const job = startAdvancing({ db: cloud.db, ledger, log: silent });
  await eventually(async () => (await states(cloud))['stopped'] === 2, 'both have stopped');
  await job.stop();
  assert.deepEqual(await states(cloud), { stopped: 2, stopping: 1 });
});
