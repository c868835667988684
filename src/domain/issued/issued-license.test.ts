import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type IssuedTerms, keyFingerprint, readTerms, statusAt, UNITS } from './issued-license.ts';

const terms = (change: Partial<IssuedTerms> = {}): IssuedTerms => ({
  LicenseName: 'CAD',
  ProductName: 'CAD',
  Issuer: { Name: 'Example' },
  Validity: { Begin: '2026-01-01T00:00:00Z' },
  Entitlements: [{ Name: 'seats', Unit: 'Count', MaxCount: 10 }],
  ConsumptionConfiguration: { ProvisionalConfiguration: { MaxTimeToLiveInMinutes: 60 } },
  ...change,
});
const problemOf = (change: Partial<IssuedTerms>) => {
  const read = readTerms(terms(change));
  return 'problem' in read ? read.problem : '';
};

test('the units are the 27 of the model', () => {
  assert.equal(new Set(UNITS).size, 27);
  for (const unit of ['Kilobytes/Second', 'Terabits', 'Bits', 'Count/Second']) assert.ok(UNITS.includes(unit), unit);
});

describe('terms', () => {
  test('are good from and until the times that they say, whatever offset these have', () => {
    const Validity = { Begin: '2026-01-01T02:00:00+02:00', End: '2026-12-31T23:59:59.5Z' };
    assert.deepEqual(readTerms(terms({ Validity })), {
      from: new Date('2026-01-01T00:00:00Z'),
      until: new Date('2026-12-31T23:59:59.500Z'),
    });
    assert.deepEqual(readTerms(terms()), { from: new Date('2026-01-01T00:00:00Z'), until: undefined });
  });

  test('have times that there are, in order', () => {
    const Begin = '2026-01-01T00:00:00Z';
    assert.match(problemOf({ Validity: { Begin: '2026-02-30T00:00:00Z' } }), /^Validity\.Begin/);
    assert.match(problemOf({ Validity: { Begin: '2026-01-01' } }), /^Validity\.Begin/);
    assert.match(problemOf({ Validity: { Begin: '0001-01-01T00:00:00+14:00' } }), /^Validity\.Begin/);
    assert.match(problemOf({ Validity: { Begin, End: '9999-12-31T23:00:00-14:00' } }), /^Validity\.End/);
    assert.match(problemOf({ Validity: { Begin, End: Begin } }), /^Validity\.End, .* is not later/);
  });

  test('have entitlements that are counted or have a value, each once', () => {
    const has = (...Entitlements: IssuedTerms['Entitlements']) => problemOf({ Entitlements });
    assert.equal(has({ Name: 'edition', Unit: 'None', Value: 'Enterprise' }), '');
    assert.match(has({ Name: 'edition', Unit: 'None' }), /needs Value/);
    assert.match(has({ Name: 'edition', Unit: 'None', Value: 'x', MaxCount: 1 }), /takes no MaxCount/);
    assert.match(has({ Name: 'seats', Unit: 'Count' }), /needs MaxCount/);
    assert.match(has({ Name: 'seats', Unit: 'Count', MaxCount: 1, Value: 'x' }), /takes no Value/);
    const seats = { Name: 'seats', Unit: 'Count', MaxCount: 1 };
    assert.match(has(seats, seats), /given twice/);
  });
});

test('a license expires when its validity ends, and one that is deleted stays so', () => {
  const until = new Date('2026-01-01T00:00:00Z');
  const before = new Date(until.getTime() - 1);
  assert.equal(statusAt({ status: 'AVAILABLE', until }, before), 'AVAILABLE');
  assert.equal(statusAt({ status: 'AVAILABLE', until }, until), 'EXPIRED');
  assert.equal(statusAt({ status: 'DELETED', until }, until), 'DELETED');
  assert.equal(statusAt({ status: 'DEACTIVATED', until: null }, until), 'DEACTIVATED');
});

test('an issuer’s fingerprint has its account in it', () => {
  assert.equal(keyFingerprint('111122223333', 'Example'), 'aws:111122223333:Example:issuer-fingerprint');
});
