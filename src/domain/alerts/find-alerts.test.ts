import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { License } from '../licenses/license.ts';
import { findAlerts } from './find-alerts.ts';

const license: License = {
  ...{ id: 'lic-1', accountId: '111111111111', region: 'us-east-1', name: 'SQL', countingType: 'vCPU' },
  ...{ licenseCount: 10, hardLimit: false, ruleTexts: [], rules: {}, productResourceTypes: [] },
  ...{ disassociateWhenNotFound: false, status: 'AVAILABLE', consumed: 0, sharedWith: [] },
};

const thresholds = [80, 90];

const crossing = (from: number, to: number, terms: Partial<License> = {}) =>
  findAlerts({
    before: new Map([['lic-1', { ...license, ...terms, consumed: from }]]),
    after: new Map([['lic-1', { ...license, ...terms, consumed: to }]]),
    decided: [],
    thresholds,
  }).map(({ kind, detail }) => [kind, detail['threshold']].filter(Boolean).join(' '));

test('what crosses a threshold or the limit is told, and nothing else', () => {
  const cases: [number, number, string[]][] = [
    [0, 7, []],
    [0, 8, ['LimitNear 80']],
    [8, 9, ['LimitNear 90']],
    [0, 10, ['LimitNear 90']],
    [9, 10, []],
    [9, 11, ['LimitExceeded']],
    [0, 100, ['LimitExceeded']],
    [11, 12, []],
    [12, 11, []],
    [11, 10, ['LimitNoLongerExceeded']],
    [11, 0, ['LimitNoLongerExceeded']],
    [10, 8, []],
    [8, 7, []],
  ];
  for (const [from, to, expected] of cases) assert.deepEqual(crossing(from, to), expected, `${from} to ${to}`);
});

test('without a count there is nothing to cross, and a count of none is passed by the first', () => {
  assert.deepEqual(crossing(0, 1_000, { licenseCount: undefined }), []);
  assert.deepEqual(crossing(0, 1, { licenseCount: 0 }), ['LimitExceeded']);
  assert.deepEqual(crossing(1, 0, { licenseCount: 0 }), ['LimitNoLongerExceeded']);
});

test('a limit that is changed is crossed like one that is used', () => {
  const changed = (before: Partial<License>, after: Partial<License>) =>
    findAlerts({
      before: new Map([['lic-1', { ...license, ...before }]]),
      after: new Map([['lic-1', { ...license, ...after }]]),
      decided: [],
      thresholds,
    }).map(({ kind }) => kind);
  assert.deepEqual(changed({ consumed: 5 }, { consumed: 5, licenseCount: 4 }), ['LimitExceeded']);
  assert.deepEqual(changed({ consumed: 11 }, { consumed: 11, licenseCount: 20 }), ['LimitNoLongerExceeded']);
  assert.deepEqual(changed({ consumed: 5 }, { consumed: 5, name: 'other' }), []);
});

test('over any history, exceeded and no longer exceeded take turns', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 50 }), (history) => {
      const told = history.flatMap((to, index) => crossing(history[index - 1] ?? 0, to));
      const turns = told.filter((kind) => kind.startsWith('LimitExceeded') || kind === 'LimitNoLongerExceeded');
      turns.forEach((kind, index) => {
        assert.equal(kind, index % 2 === 0 ? 'LimitExceeded' : 'LimitNoLongerExceeded');
      });
      assert.equal(turns.length % 2 === 1, (history.at(-1) ?? 0) > 10);
    }),
  );
});
