import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contentOf, exampleFacts, NOW, publicImage, textOf } from '../../test/example-facts.ts';
import { findOverfull } from '../../test/ledger/naive-hosts.ts';
import {
  consumedOf,
  holdersOf,
  type Model,
  type ModelHost,
  type Observed,
  tiesOf,
} from '../../test/ledger/naive-model.ts';
import { runNaively } from '../../test/ledger/naive-run.ts';
import {
  type Intent,
  publisherLicense,
  worldGroups,
  worldLicenses,
  worldModel,
} from '../../test/ledger/random-commands.ts';
import { intent } from '../../test/ledger/random-host-commands.ts';
import { findInstanceType } from './catalogue/instance-types.ts';
import type { Command, Outcome } from './commands.ts';
import { decide } from './decide.ts';
import type { Facts } from './facts.ts';
import { licensesDue, licensesForHost } from './hosts/host-licenses.ts';
import { machineOf } from './instances/instance.ts';
import { licensesFor } from './licenses/license.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const worldFacts = (): Facts =>
  exampleFacts({
    licenses: worldLicenses,
    groups: worldGroups,
    imageTies: [{ license: publisherLicense, image: publicImage, amiScope: 'cross-account' }],
  });

function observe(facts: Facts, outcome: Outcome, isDryRun: boolean): Observed {
  const launched = outcome.ok && !isDryRun ? (outcome.instances ?? []) : [];
  return {
    ok: outcome.ok,
    launched: launched.map(({ id, hostId }) => ({ id, hostId })),
    hostOf: new Map([...facts.instances.values()].map(({ id, hostId }) => [id, hostId])),
    hosts: [...facts.hosts.values()].map(
      ({ id, accountId: account, availabilityZone: zone, family, instanceType: type }) => {
        return { id, account, zone, family: family as ModelHost['family'], type };
      },
    ),
  };
}

/** Decides a command a second after the last one and asserts that what comes of it is what the naive model expects. */
function decideLikeModel(model: Model, facts: Facts, command: Command): void {
  const before = contentOf(facts);
  const { outcome, effects } = decide(command, facts);
  const isDryRun = 'dryRun' in command && command.dryRun;
  const expected = runNaively(model, command, observe(facts, outcome, isDryRun));
  assert.equal(outcome.ok, expected.ok, `${command.kind}: ${textOf(outcome)}`);
  if (outcome.ok && !isDryRun) assert.equal(outcome.instances?.length ?? 0, expected.launched);
  assert.equal(
    effects.some((effect) => effect.kind === 'audit'),
    expected.changes,
  );
  if (!outcome.ok || isDryRun) assert.deepEqual(contentOf(facts), before);
}

function assertAgreement(model: Model, facts: Facts): void {
  const held = [...facts.consumption].map(([key, { amount }]): [string, number] => [key, amount]);
  assert.deepEqual(new Map(held.sort()), new Map([...holdersOf(model)].sort()));
  assert.deepEqual(
    [...facts.instances.values()].map(({ id, state, instanceType, hostId }) => [id, state, instanceType, hostId]),
    model.machines.map(({ id, state, type, host }) => [id, state.split(' ')[0], type, host]),
  );
  assert.deepEqual(
    [...facts.hosts.values()].map(({ id, state, groupArn }) => [id, state, groupArn]).sort(),
    model.hosts.map(({ id, state, group }) => [id, state, group]).sort(),
  );
  assert.deepEqual(findOverfull(model), []);
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
  for (const [key, { amount, holdUntil }] of facts.consumption) {
    const [licenseId, resourceId] = key.split(' ') as [string, string];
    const [license, instance, host] = [
      facts.licenses.get(licenseId)!,
      facts.instances.get(resourceId),
      facts.hosts.get(resourceId),
    ];
    if (instance) {
      assert.notEqual(instance.state, 'terminated');
      assert.equal(amount, licensesFor(license, machineOf(instance, findInstanceType(instance.instanceType)!)));
      assert.ok(facts.associations.get(resourceId)!.some((association) => association.licenseId === licenseId));
    } else {
      assert.equal(amount, licensesForHost(license, host!));
      assert.ok(licensesDue(facts, host!).has(license) || holdUntil! > facts.at);
    }
  }
  for (const { id, state } of facts.instances.values())
    if (state === 'terminated') assert.deepEqual(facts.associations.get(id) ?? [], []);
}

test('whatever the commands, decisions, counts and ties are those of a naive model', () => {
  fc.assert(
    fc.property(fc.array(intent, { minLength: 1, maxLength: 80, size: 'max' }), (intents: Intent[]) => {
      const model = worldModel();
      let facts = worldFacts();
      let days = 0;
      for (const [serial, toCommand] of intents.entries()) {
        const command = toCommand({
          machineIds: [...facts.instances.keys()],
          hostIds: [...facts.hosts.keys()],
          serial,
        });
        if (command.kind === 'settle-hosts') days += 2;
        facts = { ...facts, at: new Date(NOW.getTime() + serial * 1000 + days * DAY_MS) };
        decideLikeModel(model, facts, command);
        assertAgreement(model, facts);
        assertSound(facts);
      }
    }),
    { numRuns: 150 },
  );
});
