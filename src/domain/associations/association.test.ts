import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumOf, findScheduleProblem, findTargetProblem, isTargeted } from './association.ts';
import { findParameterProblem, gatherInventoryDocument } from './gather-inventory.ts';

const server = { instanceId: 'mi-1', tags: { env: 'prod' } };

test('targets name servers by id, by tag or all, and all of them must', () => {
  const ids = (...Values: string[]) => ({ Key: 'InstanceIds', Values });
  assert.equal(isTargeted([ids('*')], server), true);
  assert.equal(isTargeted([ids('mi-1', 'mi-2')], server), true);
  assert.equal(isTargeted([ids('mi-2')], server), false);
  assert.equal(isTargeted([{ Key: 'tag:env', Values: ['test', 'prod'] }], server), true);
  assert.equal(isTargeted([{ Key: 'tag-key', Values: ['env'] }], server), true);
  assert.equal(isTargeted([{ Key: 'tag:constructor', Values: ['x'] }], server), false);
  assert.equal(isTargeted([ids('*'), { Key: 'tag:env', Values: ['test'] }], server), false);
  assert.equal(isTargeted([], server), false);
});

test('targets and schedules that are none are told with what is expected', () => {
  assert.match(findTargetProblem([{ Key: 'Rack', Values: ['7'] }])!, /expected InstanceIds, tag:KEY or tag-key/);
  assert.match(findTargetProblem([{ Key: 'tag:env', Values: [] }])!, /has no values/);
  for (const good of ['', 'rate(30 minutes)', 'rate(1 day)', 'rate(12 hours)', 'cron(0 2 ? * SUN *)'])
    assert.equal(findScheduleProblem(good), undefined, good);
  for (const bad of ['rate(29 minutes)', 'rate(0 days)', 'hourly', 'cron(* * *)', 'at(2026-01-01)'])
    assert.match(findScheduleProblem(bad)!, /expected/, bad);
});

test('the checksum changes with what the agent reads, and with nothing else', () => {
  const terms = { documentVersion: '1', scheduleExpression: '', parameters: { a: ['1'], b: ['2'] }, targets: [] };
  assert.equal(checksumOf({ ...terms, parameters: { b: ['2'], a: ['1'] } }), checksumOf(terms));
  assert.notEqual(checksumOf({ ...terms, parameters: { a: ['2'] } }), checksumOf(terms));
  assert.notEqual(checksumOf({ ...terms, scheduleExpression: 'rate(1 day)' }), checksumOf(terms));
});

test('the document hands each parameter to the plugin, and the parameters of an association are checked by it', () => {
  const { mainSteps, parameters } = JSON.parse(gatherInventoryDocument());
  for (const name of Object.keys(parameters)) assert.equal(mainSteps[0].inputs[name], `{{ ${name} }}`);
  assert.equal(findParameterProblem({ applications: ['Disabled'], files: ['[{"Path":"/etc"}]'] }), undefined);
  assert.match(findParameterProblem({ applications: ['yes'] })!, /expected Enabled or Disabled/);
  assert.match(findParameterProblem({ colours: ['Enabled'] })!, /expected one of applications/);
  assert.match(findParameterProblem({ applications: ['Enabled', 'Disabled'] })!, /has 2 values: expected one/);
});
