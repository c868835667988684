import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Gap, gapsLeft } from './gaps.ts';

const idsOf = (gaps: readonly Gap[]) =>
  gaps.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

test('in whatever order ids come, each is a gap until it is there, and only then', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      (ids, size) => {
        let state = { gaps: [] as Gap[], until: 0 };
        const seen = new Set<number>();
        for (let start = 0; start < ids.length; start += size) {
          const batch = ids.slice(start, start + size);
          for (const id of batch) seen.add(id);
          state = { gaps: gapsLeft(state, batch, 5), until: Math.max(state.until, ...batch) };
          const missing = Array.from({ length: state.until }, (_, index) => index + 1).filter((id) => !seen.has(id));
          assert.deepEqual(
            idsOf(state.gaps).sort((a, b) => a - b),
            missing,
          );
        }
      },
    ),
  );
});

test('after an hour an id is given up', () => {
  const gaps = gapsLeft({ gaps: [], until: 0 }, [3], 0);
  assert.deepEqual(gaps, [{ from: 1, to: 2, at: 0 }]);
  assert.deepEqual(gapsLeft({ gaps, until: 3 }, [], 3_599_999), gaps);
  assert.deepEqual(gapsLeft({ gaps, until: 3 }, [], 3_600_000), []);
});
