import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { idOfTime } from './ids.ts';

describe('an id of a time', () => {
  const at = new Date('2026-03-01T12:00:00Z');
  const later = (milliseconds: number) => new Date(at.getTime() + milliseconds);

  it('has the form that EC2 gives its ids', () => {
    assert.match(idOfTime('i', at, { seed: 'request' }), /^i-[0-9a-f]{17}$/);
  });

  it('is the same for the same seed and index, and another for any other', () => {
    const ids = ['a', 'b'].flatMap((seed) => [0, 1, 0].map((index) => idOfTime('i', at, { seed, index })));
    assert.equal(new Set(ids).size, 4);
  });

  it('begins as the other ids of its time do, and follows those of the time before', () => {
    const prefixes = [at, later(64), later(128)].map((time) =>
      ['a', 'b', 'c'].map((seed) => idOfTime('i', time, { seed }).slice(0, 8)),
    );
    for (const ofOneTime of prefixes) assert.equal(new Set(ofOneTime).size, 1);
    const inOrder = prefixes.map(([prefix]) => prefix);
    assert.deepEqual(inOrder, inOrder.toSorted());
    assert.equal(new Set(inOrder).size, 3);
  });
});
