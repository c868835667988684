import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAdmission } from './admission.ts';
import { CommonFault } from './fault.ts';

const LIMITS = {
  requests: 6,
  requestsOfAccount: 4,
  requestsOfConnection: 2,
  items: 3_000,
  itemsOfAccount: 2_000,
  patienceMs: 600_000,
  bytes: 100,
  bytesOfAccount: 50,
  received: 1_000,
};

const isBusy = (error: unknown) => error instanceof CommonFault && error.kind === 'Busy';

/** A request on a connection of its own, unless one is given. */
function arrived(admission: ReturnType<typeof createAdmission>, connection: object = {}) {
  const visit = admission.visit(connection);
  visit.arrive();
  return visit;
}

/** Whether a turn has come, once all that is due is done. */
async function hasCome(turn: Promise<void>): Promise<boolean> {
  let come = false;
  void turn.then(() => {
    come = true;
  });
  await new Promise(setImmediate);
  return come;
}

test('a connection, an account and the server have so many requests under way, and no more', async () => {
  const admission = createAdmission(LIMITS);
  const connection = {};
  const first = arrived(admission, connection);
  arrived(admission, connection);
  assert.throws(() => arrived(admission, connection), isBusy);
  first.end();
  for (const visit of Array.from({ length: 4 }, () => arrived(admission))) await visit.begin('a', 1);
  await assert.rejects(arrived(admission).begin('a', 1), isBusy);
  assert.ok(admission.isBusy());
  assert.throws(() => arrived(admission), isBusy);
});

test('long requests wait for their turn, which those of another account do not take, and short ones do not wait', async () => {
  const admission = createAdmission(LIMITS);
  const [first, second, third] = [arrived(admission), arrived(admission), arrived(admission)];
  await first.begin('a', 1_000);
  await second.begin('a', 1_000);
  const turn = third.begin('a', 1_000);
  assert.equal(await hasCome(turn), false);
  await arrived(admission).begin('b', 1_000);
  await arrived(admission).begin('a', 100);
  first.made(10);
  assert.equal(await hasCome(turn), true);
});

test('what is more than all that there may be goes alone', async () => {
  const admission = createAdmission(LIMITS);
  await arrived(admission).begin('a', 10_000);
  assert.equal(await hasCome(arrived(admission).begin('a', 1_000)), false);
});

test('while answers are not read long requests wait, and beyond twice as much all of the account are refused', async () => {
  const admission = createAdmission(LIMITS);
  const reader = arrived(admission);
  await reader.begin('a', 1_000);
  reader.made(50);
  const turn = arrived(admission).begin('a', 1_000);
  assert.equal(await hasCome(turn), false);
  const other = arrived(admission);
  await other.begin('a', 1);
  other.made(50);
  await assert.rejects(arrived(admission).begin('a', 1), isBusy);
  reader.taken(25);
  await arrived(admission).begin('a', 1);
  reader.end();
  other.end();
  assert.equal(await hasCome(turn), true);
});

test('who waits for long is refused, and one that is gone takes no turn', async () => {
  const admission = createAdmission({ ...LIMITS, patienceMs: 1 });
  const first = arrived(admission);
  await first.begin('a', 2_000);
  await assert.rejects(arrived(admission).begin('a', 1_000), isBusy);
  const gone = arrived(admission);
  const turn = gone.begin('a', 1_000).catch(() => {});
  gone.end();
  first.end();
  await turn;
  await arrived(admission).begin('a', 2_000);
});

test('large bodies are read as far as there is room, which is given back', () => {
  const admission = createAdmission(LIMITS);
  const [first, second] = [admission.visit({}), admission.visit({})];
  first.receive(600);
  assert.throws(() => second.receive(600), isBusy);
  first.end();
  second.receive(600);
});
