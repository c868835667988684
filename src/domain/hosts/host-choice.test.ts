import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleLicense, licenseId } from '../../../test/example-facts.ts';
import { chooseHosts, type Offer } from './host-choice.ts';

// That a choice is the best of all is in host-placement.test.ts.

const [a, b] = [exampleLicense({ id: licenseId(1) }), exampleLicense({ id: licenseId(2) })];
const offer = (rooms: number[], costs: Offer['costs'], isNew = false): Offer => ({ rooms, costs, isNew });

test('a cheap offer is left where a limit would have too little left for the rest', () => {
  const offers = [offer([1], new Map([[a, 1]])), offer([2], new Map([[a, 1]]), true)];
  const { counts, placed } = chooseHosts(offers, 2, new Map([[a, 1]]));
  assert.deepEqual([counts, placed], [[0, 1], 2]);
});

test('what is scarce of one license is made up for by hosts that owe the other', () => {
  const offers = [
    offer(
      [2, 2],
      new Map([
        [a, 1],
        [b, 1],
      ]),
    ),
    offer([1, 1], new Map([[a, 1]])),
    offer([1, 1], new Map([[b, 1]])),
  ];
  const { counts, placed } = chooseHosts(
    offers,
    6,
    new Map([
      [a, 3],
      [b, 2],
    ]),
  );
  assert.deepEqual([counts, placed], [[2, 1, 0], 5]);
});

test('nothing is chosen for no machine, and of no offer', () => {
  assert.deepEqual(chooseHosts([offer([1], new Map([[a, 1]]))], 0, new Map()).counts, [0]);
  assert.deepEqual(chooseHosts([], 1, new Map()).placed, 0);
});

test('a choice among more ways than can be looked at comes to an end, and keeps every limit', () => {
  const licenses = Array.from({ length: 10 }, (_, n) => exampleLicense({ id: licenseId(n + 1) }));
  const offers = Array.from({ length: 1000 }, (_, n) => {
    const owed = licenses.filter((_license, index) => (n + 1) & (1 << index));
    return offer([7, 5, 3, (n % 3) + 1], new Map(owed.map((license, index) => [license, index + (n % 5) + 1])));
  });
  const { counts, placed } = chooseHosts(offers, 1000, new Map(licenses.map((license) => [license, 97])));
  assert.ok(placed > 0);
  for (const license of licenses) {
    const taken = offers.reduce((sum, { costs }, n) => sum + counts[n]! * (costs.get(license) ?? 0), 0);
    assert.ok(taken <= 97, license.id);
  }
});
