import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceState } from '../instances/instance.ts';
import type { License } from '../licenses/license.ts';
import type { Refusal } from '../refusal.ts';
import {
  afterRefusal,
  cancelSpotRequest,
  decideSpotRequest,
  INTERRUPTED,
  INTERRUPTION_MS,
  type SpotRequest,
  type SpotRequestDetails,
} from './spot-request.ts';

const at = new Date('2026-01-01T00:00:00Z');
const later = (ms: number) => new Date(at.getTime() + ms);

type Terms = SpotRequestDetails['terms'];

const request = (given: Partial<SpotRequest> = {}, terms: Partial<Terms> = {}): SpotRequest => ({
  accountId: '111111111111',
  region: 'us-east-1',
  id: 'sir-1',
  state: 'open',
  statusCode: 'pending-evaluation',
  instanceId: undefined,
  launches: 0,
  attempts: 0,
  ...given,
  details: {
    terms: { type: 'one-time', interruptionBehavior: 'terminate', ...terms },
    request: {},
    specification: {},
    ...given.details,
  } as SpotRequestDetails,
});
const active = (terms: Partial<Terms> = {}) =>
  request({ state: 'active', statusCode: 'fulfilled', instanceId: 'i-1' }, terms);

const machine = (state: InstanceState, stateReason?: string) => ({ id: 'i-1', state, stateReason, stateChangedAt: at });

/** State and status that a request comes to by what happened to its machine. */
function fate(given: SpotRequest, of: ReturnType<typeof machine> | undefined, now = at) {
  const step = decideSpotRequest(given, of, now);
  return step.kind === 'change' ? `${step.change.state} ${step.change.statusCode}` : step.kind;
}

test('an open request is launched within its time', () => {
  assert.equal(fate(request(), undefined), 'launch');
  assert.equal(fate(request({}, { validUntil: at.toISOString() }), undefined), 'closed schedule-expired');
  const early = request({
    details: { terms: active().details.terms, validFrom: later(1).toISOString() } as SpotRequestDetails,
  });
  assert.equal(fate(early, undefined), 'open not-scheduled-yet');
  assert.equal(fate(early, undefined, later(1)), 'launch');
});

test('a request follows its machine', () => {
  assert.equal(fate(active(), machine('running')), 'active fulfilled');
  assert.equal(fate(active(), machine('terminated')), 'closed instance-terminated-by-user');
  assert.equal(fate(active(), undefined), 'closed instance-terminated-by-user');
  assert.equal(fate(active({ type: 'persistent' }), machine('shutting-down')), 'open instance-terminated-by-user');
  assert.equal(fate(active({ type: 'persistent' }), machine('stopped')), 'disabled instance-stopped-by-user');
  assert.equal(
    fate({ ...active(), state: 'cancelled' }, machine('terminated')),
    'cancelled instance-terminated-by-user',
  );
  assert.equal(fate({ ...active({ type: 'persistent' }), state: 'disabled' }, machine('pending')), 'active fulfilled');
  assert.equal(
    fate(active({ type: 'persistent', validUntil: at.toISOString() }), undefined),
    'closed instance-terminated-by-user',
  );
});

test('an interrupted machine comes back after a while where its request is persistent', () => {
  const persistent = active({ type: 'persistent', interruptionBehavior: 'stop' });
  assert.equal(fate(active(), machine('terminated', INTERRUPTED.terminate)), 'closed instance-terminated-no-capacity');
  assert.equal(fate(persistent, machine('stopped', INTERRUPTED.stop)), 'disabled instance-stopped-no-capacity');
  assert.equal(fate(persistent, machine('stopped', INTERRUPTED.stop), later(INTERRUPTION_MS)), 'start');
  const step = decideSpotRequest(active({ type: 'persistent' }), machine('shutting-down', INTERRUPTED.terminate), at);
  assert.ok(step.kind === 'change');
  assert.deepEqual([step.change.state, step.change.dueAt], ['open', later(INTERRUPTION_MS)]);
});

test('a refusal by limits alone is waited out, ever longer up to a point; any other ends the request', () => {
  const problem = (kind: 'limit' | 'rule') => ({ kind, license: {} as License }) as never;
  const short: Refusal = { kind: 'licenses', what: '', problems: [problem('limit')] };
  const broken: Refusal = { kind: 'licenses', what: '', problems: [problem('limit'), problem('rule')] };
  const after = (refusal: Refusal, attempts = 0) =>
    afterRefusal(request({ attempts }), refusal, { message: 'why', at });
  const first = after(short);
  assert.deepEqual(
    [first.state, first.statusCode, first.statusMessage, first.dueAt],
    ['open', 'capacity-not-available', 'why', later(1_000)],
  );
  assert.deepEqual(after(short, 50).dueAt, later(5_000));
  for (const refusal of [broken, { kind: 'image-not-found', imageId: 'ami-1' } as const]) {
    const { state, statusCode, faultKind, dueAt } = after(refusal);
    assert.deepEqual([state, statusCode, faultKind, dueAt], ['closed', 'bad-parameters', refusal.kind, undefined]);
  }
});

test('a request is cancelled unless it has ended', () => {
  assert.equal(cancelSpotRequest(request())!.statusCode, 'canceled-before-fulfillment');
  assert.equal(cancelSpotRequest(active())!.statusCode, 'request-canceled-and-instance-running');
  assert.equal(cancelSpotRequest(request({ state: 'closed' })), undefined);
});
