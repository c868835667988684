import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packedPercent, sessionSeconds, sessionTags } from './session-terms.ts';

test('a session lives for an hour, or as long as asked within what its role and a chain of roles allow', () => {
  const seconds = (asked: number | undefined, maxSessionSeconds: number, chained = false) => {
    const found = sessionSeconds({ seconds: asked, maxSessionSeconds, chained });
    return typeof found === 'number' ? found : found.problem.replace(/.*(chaining|MaxSessionDuration).*/, '$1');
  };
  assert.deepEqual(
    [seconds(undefined, 43_200), seconds(7200, 7200), seconds(7201, 7200), seconds(3600, 7200, true)],
    [3600, 7200, 'MaxSessionDuration', 3600],
  );
  assert.equal(seconds(3601, 7200, true), 'chaining');
});

test('transitive tags go on through a chain of roles, and nobody on the way changes them', () => {
  const first = sessionTags({ given: { team: 'a', cost: 'b' }, transitiveKeys: ['Team'], inherited: {} });
  assert.deepEqual(first, { tags: { team: 'a', cost: 'b' }, transitiveTagKeys: ['Team'] });
  const inherited = { team: 'a' };
  assert.deepEqual(sessionTags({ given: { x: 'y' }, transitiveKeys: [], inherited }), {
    tags: { team: 'a', x: 'y' },
    transitiveTagKeys: ['team'],
  });
  assert.match(JSON.stringify(sessionTags({ given: { TEAM: 'z' }, transitiveKeys: [], inherited })), /transitive one/);
  assert.match(JSON.stringify(sessionTags({ given: {}, transitiveKeys: ['none'], inherited: {} })), /not among/);
});

test('what a token carries is told in percent', () => {
  assert.equal(packedPercent('a'.repeat(5998)), 100);
  assert.equal(packedPercent('a'.repeat(5999)), 101);
});
