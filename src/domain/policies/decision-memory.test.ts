import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createDecisionMemory, type DecisionMemory } from './decision-memory.ts';

let memory: DecisionMemory;
let asked: number;
beforeEach(() => {
  memory = createDecisionMemory();
  asked = 0;
});

/** Asks for an action on resources, of policies whose answer depends on these keys. */
const ask = (resources: string[], { keys = [] as string[], allowed = true, action = 'ec2:StopInstances' } = {}) =>
  memory.decide({ action, resources }, (watch) => {
    asked += 1;
    const context = watch(() => ['x']);
    for (const key of keys) context(key);
    return { allowed };
  }).allowed;

const answers = (...given: boolean[]) => given.join();

test('what was allowed by what stays is not asked again', () => {
  assert.equal(answers(ask(['a', 'b']), ask(['a', 'b'])), 'true,true');
  assert.equal(asked, 1);
  const keys = ['aws:principalarn', 'aws:principaltag/team', 'aws:username', 'aws:principalorgid'];
  assert.equal(answers(ask(['c'], { keys }), ask(['c'], { keys })), 'true,true');
  assert.equal(asked, 2);
});

test('what depends on the request, on the session or on the resource is asked each time', () => {
  for (const key of [
    'aws:sourceip',
    'aws:currenttime',
    'aws:userid',
    'aws:requesttag/a',
    'aws:resourcetag/a',
    'ec2:tenancy',
  ]) {
    const before = asked;
    ask([key], { keys: ['aws:principalarn', key] });
    ask([key], { keys: ['aws:principalarn', key] });
    assert.equal(asked - before, 2, key);
  }
});

test('a refusal is not remembered', () => {
  assert.equal(answers(ask(['a'], { allowed: false }), ask(['a'])), 'false,true');
});

test('another question is another question, however its resources are written', () => {
  ask(['a', 'b']);
  for (const resources of [['a b'], ['a,b'], ['a","b'], ['a'], ['b', 'a'], []])
    assert.equal(ask(resources, { allowed: false }), false, JSON.stringify(resources));
  assert.equal(ask(['a', 'b'], { action: 'ec2:StartInstances', allowed: false }), false);
});

test('of very many, some are asked again', () => {
  for (let n = 0; n < 1_000; n++) ask([`${n}`]);
  assert.equal(asked, 1_000);
  assert.equal(ask(['999'], { allowed: false }), true);
  assert.equal(ask(['0'], { allowed: false }), false);
});
