import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exampleFacts, NOW, publicImage } from '../../test/example-facts.ts';
import { consumedOf, holdersOf, type Model, runNaively, tiesOf } from '../../test/ledger/naive-model.ts';
import { type Intent, intent, publisherLicense, worldLicenses, worldModel } from '../../test/ledger/random-commands.ts';
import { findInstanceType } from './catalogue/instance-types.ts';
import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import type { Facts } from './facts.ts';
import { machineOf } from './instance.ts';
import { licensesFor } from './license.ts';

const worldFacts = (): Facts =>
  exampleFacts({
    licenses: worldLicenses,
    imageTies: [{ license: publisherLicense, image: publicImage, amiScope: 'cross-account' }],
  });

/** Decides a command a second after the last one and asserts that what comes of it is what the naive model expects. */
function decideLikeModel(model: Model, facts: Facts, command: Command): void {
  const before = structuredClone(facts);
  const { outcome, effects } = decide(command, facts);
  const launched = outcome.ok ? (outcome.instances ?? []).map(({ id }) => id) : [];
  const expected = runNaively(model, command, launched);
  assert.deepEqual({ ok: outcome.ok, launched: launched.length }, { ok: expected.ok, launched: expected.launched });
  assert.equal(
    effects.some((effect) => effect.kind === 'audit'),
    expected.changes,
  );
  if (!outcome.ok || ('dryRun' in command && command.dryRun)) assert.deepEqual(facts, before);
}

function assertAgreement(model: Model, facts: Facts): void {
  assert.deepEqual(new Map([...facts.consumption].sort()), new Map([...holdersOf(model)].sort()));
  assert.deepEqual(
    model.machines.map(({ id, state, type }) => [id, state.split(' ')[0], type]),
    [...facts.instances.values()].map(({ id, state, instanceType }) => [id, state, instanceType]),
  );
  for (const license of model.licenses) {
    const { consumed, status } = facts.licenses.get(license.id)!;
    assert.equal(consumed, consumedOf(model, license), `${license.id} consumed`);
    assert.equal(facts.associationCounts.get(license.id) ?? 0, tiesOf(model, license), `${license.id} associations`);
    assert.ok(consumed <= license.ceiling, `${license.id}: ${consumed} consumed, ${license.ceiling} at the most`);
    assert.equal(status, license.status);
  }
}

/** What the two agree on could be wrong in both; this much is read from the facts alone. */
function assertSound(facts: Facts): void {
  for (const [key, amount] of facts.consumption) {
    const [licenseId, instanceId] = key.split(' ') as [string, string];
    const [license, instance] = [facts.licenses.get(licenseId)!, facts.instances.get(instanceId)!];
    assert.notEqual(instance.state, 'terminated');
    assert.equal(amount, licensesFor(license, machineOf(instance, findInstanceType(instance.instanceType)!)));
    assert.ok(facts.associations.get(instanceId)!.some((association) => association.licenseId === licenseId));
  }
  for (const { id, state } of facts.instances.values())
    if (state === 'terminated') assert.deepEqual(facts.associations.get(id) ?? [], []);
}

test('whatever the commands, decisions, counts and ties are those of a naive model', () => {
  fc.assert(
    fc.property(fc.array(intent, { minLength: 1, maxLength: 60, size: 'max' }), (intents: Intent[]) => {
      const model = worldModel();
      let facts = worldFacts();
      for (const [serial, toCommand] of intents.entries()) {
        facts = { ...facts, at: new Date(NOW.getTime() + serial * 1000) };
        decideLikeModel(model, facts, toCommand({ machineIds: [...facts.instances.keys()], serial }));
        assertAgreement(model, facts);
        assertSound(facts);
      }
    }),
    { numRuns: 150 },
  );
});
