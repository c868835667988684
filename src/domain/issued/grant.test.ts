import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  GRANTABLE,
  type GrantAct,
  type GrantLink,
  type KeptGrantStatus,
  memberGrantId,
  memberInGrantId,
  nextStatus,
  parseGrantPrincipal,
  whyNotGranted,
} from './grant.ts';

const STATUSES: readonly KeptGrantStatus[] = [
  ...(['PENDING_ACCEPT', 'DISABLED', 'ACTIVE', 'REJECTED', 'DELETED', 'WORKFLOW_COMPLETED'] as const),
];

test('what can be done with a grant is this table', () => {
  const REFUSED = '-';
  const table: Record<GrantAct, readonly string[]> = {
    //          pending     disabled    active      rejected    deleted   of an organization
    accept: ['DISABLED', 'DISABLED', 'ACTIVE', REFUSED, REFUSED, REFUSED],
    reject: ['REJECTED', 'REJECTED', 'REJECTED', 'REJECTED', REFUSED, REFUSED],
    activate: [REFUSED, 'ACTIVE', 'ACTIVE', REFUSED, REFUSED, 'WORKFLOW_COMPLETED'],
    disable: [REFUSED, 'DISABLED', 'DISABLED', REFUSED, REFUSED, 'WORKFLOW_COMPLETED'],
    amend: ['PENDING_ACCEPT', 'DISABLED', 'ACTIVE', REFUSED, REFUSED, 'WORKFLOW_COMPLETED'],
    delete: ['DELETED', 'DELETED', 'DELETED', 'DELETED', REFUSED, 'DELETED'],
  };
  for (const [act, expected] of Object.entries(table)) {
    const found = STATUSES.map((status) => nextStatus(act as GrantAct, status));
    assert.deepEqual(
      found.map((next) => (typeof next === 'string' ? next : REFUSED)),
      expected,
      act,
    );
  }
});

const link = fc.record({
  id: fc.constantFrom('g-1', 'g-2'),
  status: fc.constantFrom(...STATUSES),
  operations: fc.subarray([...GRANTABLE], { minLength: 1 }),
  isReached: fc.boolean(),
});

test('a grant lets do what all of its chain allow that are in force, and nothing else', () => {
  const inForce = ({ status, isReached }: GrantLink, depth: number) =>
    isReached && (status === 'ACTIVE' || (depth > 0 && status === 'WORKFLOW_COMPLETED'));
  fc.assert(
    fc.property(fc.array(link, { maxLength: 3 }), fc.constantFrom(...GRANTABLE), (chain, operation) => {
      const isAllowed =
        chain.length > 0 && chain.every((one, depth) => inForce(one, depth) && one.operations.includes(operation));
      const why = whyNotGranted(chain, operation);
      assert.equal(why === undefined, isAllowed, why);
    }),
  );
});

test('whom a license can be granted to', () => {
  assert.deepEqual(parseGrantPrincipal('arn:aws:iam::111122223333:root'), { kind: 'account', id: '111122223333' });
  const organization = 'arn:aws:organizations::111122223333:organization/o-abcdefghij';
  assert.equal(parseGrantPrincipal(organization)?.kind, 'organization');
  const unit = 'arn:aws:organizations::111122223333:ou/o-abcdefghij/ou-ab12-abcdefgh';
  assert.deepEqual([parseGrantPrincipal(unit)?.kind, parseGrantPrincipal(unit)?.id], ['unit', 'ou-ab12-abcdefgh']);
  for (const none of ['111122223333', 'arn:aws:iam::111122223333:user/ann', 'arn:aws:iam::111122223333:role/x', 'x'])
    assert.equal(parseGrantPrincipal(none), undefined, none);
});

test('an id tells which account has a grant by its organization', () => {
  const id = memberGrantId(`g-${'0123456789abcdef'.repeat(2)}`, '111122223333');
  assert.match(id, /^g-[0-9a-f]{32}$/);
  assert.equal(memberInGrantId(id), '111122223333');
});
