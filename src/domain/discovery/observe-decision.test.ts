import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  ACCOUNT,
  exampleActor,
  exampleFacts,
  exampleInstance,
  exampleLicense,
  hardVcpuLicense,
  licenseId,
  NOW,
  OTHER_ACCOUNT,
  REGION,
} from '../../../test/example-facts.ts';
import { decide } from '../decide.ts';
import { type Association, consumptionKey, type Facts } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import { type Resource, resourceArn } from '../resource.ts';
import type { Server } from './server.ts';

const DAY_MS = 86_400_000;
const SERVER = 'mi-00000000000000001';
const resource: Resource = { type: 'SYSTEMS_MANAGER_MANAGED_INSTANCE', id: SERVER, ownerId: ACCOUNT, region: REGION };
const actor = exampleActor('license-manager:UpdateLicenseSpecificationsForResource');

const present = (given: Partial<Server> = {}): Server => ({
  resource,
  presentUntil: new Date(NOW.getTime() + DAY_MS),
  cpus: 8,
  ...given,
});

function given(
  licenses: readonly License[],
  server: Server | undefined = present(),
  ties: Partial<Association>[] = [],
): Facts {
  const facts = exampleFacts({ licenses: [...licenses] });
  if (server) facts.servers.set(SERVER, server);
  if (ties.length > 0)
    facts.associations.set(
      SERVER,
      ties.map((tie) => ({ licenseId: licenses[0]!.id, licenseAccountId: ACCOUNT, resource, ...tie })),
    );
  return facts;
}

const observe = (facts: Facts, matches: readonly string[], changed: readonly string[] = [], of: Resource = resource) =>
  decide({ kind: 'observe', actor, resource: of, matches, changed }, facts);
const held = (facts: Facts, license: License, id = SERVER) =>
  facts.consumption.get(consumptionKey(license.id, id))?.amount;
const tiesOf = (facts: Facts, id = SERVER) =>
  (facts.associations.get(id) ?? []).map((a) => [a.licenseId, a.discovered]);
const failures = (effects: readonly { kind: string }[]) =>
  effects.flatMap((effect) =>
    effect.kind === 'record-failure' ? [(effect as unknown as { message: string }).message] : [],
  );

describe('what is found is tied and counted', () => {
  test('by vCPU: the processors of the server; by Instance: one', () => {
    const [vcpu, instance] = [hardVcpuLicense(), exampleLicense({ id: licenseId(2) })];
    const facts = given([vcpu, instance]);
    observe(facts, [vcpu.id, instance.id]);
    assert.deepEqual(tiesOf(facts), [
      [vcpu.id, true],
      [instance.id, true],
    ]);
    assert.deepEqual([held(facts, vcpu), held(facts, instance)], [8, 1]);
  });

  test('above a hard limit too, which is recorded as overage and blocks launches', () => {
    const license = hardVcpuLicense({ licenseCount: 10, consumed: 6 });
    const facts = given([license]);
    const { outcome, effects } = observe(facts, [license.id]);
    assert.equal(outcome.ok, true);
    assert.equal(held(facts, license), 8);
    assert.deepEqual(failures(effects), [
      `${SERVER} was found with software that needs 8; this makes 14 of 10 in use.`,
    ]);
    assert.ok(effects.some((effect) => effect.kind === 'consume' && effect.observed));
  });

  test('by Core or Socket: not at all, and the failure says so', () => {
    const license = exampleLicense({ countingType: 'Core' });
    const facts = given([license]);
    assert.match(failures(observe(facts, [license.id]).effects)[0]!, /counted by Core/);
    assert.deepEqual(tiesOf(facts), []);
  });

  test('a server that never said how many processors it has holds nothing until it does', () => {
    const license = hardVcpuLicense();
    const facts = given([license], present({ cpus: undefined }));
    assert.match(failures(observe(facts, [license.id]).effects)[0]!, /has not reported how many CPUs/);
    assert.deepEqual([tiesOf(facts), held(facts, license)], [[[license.id, true]], undefined]);
    facts.servers.set(SERVER, present({ cpus: 4 }));
    assert.deepEqual(failures(observe(facts, [license.id]).effects), []);
    assert.equal(held(facts, license), 4);
  });

  test('not with a license that is disabled; with one of another account that discovers across accounts', () => {
    const disabled = exampleLicense({ status: 'DISABLED' });
    const facts = given([disabled]);
    assert.deepEqual(observe(facts, [disabled.id]).effects, []);
    const management = exampleLicense({ id: licenseId(2), accountId: OTHER_ACCOUNT });
    const across = given([management]);
    observe(across, [management.id]);
    assert.deepEqual(tiesOf(across), [[management.id, true]]);
  });

  test('an EC2 machine counts as what it is', () => {
    const license = exampleLicense({ countingType: 'vCPU' });
    const instance = exampleInstance();
    const facts = exampleFacts({ licenses: [license], instances: [instance] });
    observe(facts, [license.id], [], { ...resource, type: 'EC2_INSTANCE', id: instance.id });
    assert.equal(held(facts, license, instance.id), 4);
  });
});

describe('what is not found any more', () => {
  const discovered = { discovered: true };

  test('stays tied, unless the license says DisassociateWhenNotFound', () => {
    const stays = exampleLicense();
    const facts = given([stays], present(), [discovered]);
    observe(facts, [stays.id]);
    assert.deepEqual(observe(facts, []).effects, []);
    const goes = exampleLicense({ disassociateWhenNotFound: true });
    const other = given([goes], present(), [discovered]);
    observe(other, [goes.id]);
    observe(other, []);
    assert.deepEqual([tiesOf(other), held(other, goes)], [[], undefined]);
  });

  test('is untied where it was the rule that changed', () => {
    const license = exampleLicense();
    const facts = given([license], present(), [discovered]);
    observe(facts, [license.id]);
    observe(facts, [], [license.id]);
    assert.deepEqual([tiesOf(facts), held(facts, license)], [[], undefined]);
  });

  test('what was tied by hand stays, found or not', () => {
    const license = exampleLicense({ disassociateWhenNotFound: true });
    const facts = given([license], present(), [{}]);
    observe(facts, [license.id]);
    observe(facts, [], [license.id]);
    assert.deepEqual([tiesOf(facts), held(facts, license)], [[[license.id, undefined]], 1]);
  });
});

describe('a server', () => {
  test('that fell silent gives back, and takes again when it returns, above the limit too', () => {
    const license = hardVcpuLicense({ licenseCount: 4 });
    const facts = given([license], present(), [{}]);
    observe(facts, []);
    assert.equal(held(facts, license), 8);
    facts.servers.set(SERVER, present({ presentUntil: NOW }));
    observe(facts, []);
    assert.deepEqual([tiesOf(facts).length, held(facts, license)], [1, undefined]);
    facts.servers.set(SERVER, present());
    observe(facts, []);
    assert.equal(held(facts, license), 8);
  });

  test('with other processors than before holds what it has now', () => {
    const license = exampleLicense({ countingType: 'vCPU' });
    const facts = given([license], present(), [{}]);
    observe(facts, []);
    facts.servers.set(SERVER, present({ cpus: 2 }));
    observe(facts, []);
    assert.equal(held(facts, license), 2);
    assert.equal(facts.licenses.get(license.id)!.consumed, 2);
  });

  test('that is gone is untied', () => {
    const license = exampleLicense();
    const facts = given([license], present(), [{}]);
    observe(facts, []);
    facts.servers.delete(SERVER);
    observe(facts, []);
    assert.deepEqual([tiesOf(facts), held(facts, license)], [[], undefined]);
  });

  test('that is deregistered gives back', () => {
    const license = exampleLicense();
    const facts = given([license], present(), [{}]);
    observe(facts, []);
    const command = { kind: 'deregister-server' as const, actor, instanceId: SERVER };
    assert.equal(decide(command, facts).outcome.ok, true);
    assert.deepEqual([tiesOf(facts), held(facts, license), facts.servers.size], [[], undefined, 0]);
    assert.equal(decide(command, facts).outcome.ok, false);
  });
});

describe('by hand', () => {
  const update = (facts: Facts, add: readonly License[], remove: readonly License[] = []) => {
    const specification = (license: License) => ({
      licenseConfigurationArn: `arn:aws:license-manager:${REGION}:${ACCOUNT}:license-configuration:${license.id}`,
    });
    return decide(
      {
        kind: 'update-license-specifications',
        actor,
        resourceArn: resourceArn(resource),
        add: add.map(specification),
        remove: remove.map(specification),
      },
      facts,
    ).outcome;
  };
  const refusalOf = (outcome: ReturnType<typeof update>) => (outcome.ok ? undefined : outcome.refusal.kind);

  test('a license is taken at once, within its limit only', () => {
    const [fits, full] = [hardVcpuLicense(), hardVcpuLicense({ id: licenseId(2), licenseCount: 7 })];
    const facts = given([fits, full]);
    assert.equal(update(facts, [fits]).ok, true);
    assert.equal(held(facts, fits), 8);
    assert.equal(refusalOf(update(facts, [full])), 'licenses');
  });

  test('Core and Socket are refused, and vCPU where the processors are not known', () => {
    const [core, vcpu] = [exampleLicense({ countingType: 'Core' }), hardVcpuLicense({ id: licenseId(2) })];
    const facts = given([core, vcpu], present({ cpus: undefined }));
    assert.equal(refusalOf(update(facts, [core])), 'counts-hosts');
    assert.equal(refusalOf(update(facts, [vcpu])), 'cpus-unknown');
  });

  test('what discovery tied is not removed; tying it again makes it stay', () => {
    const license = exampleLicense({ disassociateWhenNotFound: true });
    const facts = given([license]);
    observe(facts, [license.id]);
    assert.equal(refusalOf(update(facts, [], [license])), 'discovered');
    assert.equal(update(facts, [license]).ok, true);
    observe(facts, []);
    assert.deepEqual([tiesOf(facts), held(facts, license)], [[[license.id, undefined]], 1]);
    assert.equal(update(facts, [], [license]).ok, true);
    assert.deepEqual([tiesOf(facts), held(facts, license)], [[], undefined]);
  });
});

test('whatever is observed: a repeat changes nothing, and the count is the sum of what is held', () => {
  const licenses = [
    hardVcpuLicense({ licenseCount: 5 }),
    exampleLicense({ id: licenseId(2), disassociateWhenNotFound: true }),
    exampleLicense({ id: licenseId(3), countingType: 'Socket' }),
  ];
  const ids = licenses.map(({ id }) => id);
  const step = fc.record({
    matches: fc.subarray(ids),
    changed: fc.subarray(ids),
    cpus: fc.option(fc.integer({ min: 1, max: 64 }), { nil: undefined }),
    isPresent: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const facts = given(licenses);
      for (const { matches, changed, cpus, isPresent } of steps) {
        facts.servers.set(SERVER, present({ cpus, presentUntil: isPresent ? new Date(NOW.getTime() + 1) : NOW }));
        observe(facts, matches, changed);
        for (const license of licenses)
          assert.equal(facts.licenses.get(license.id)!.consumed, held(facts, license) ?? 0);
        assert.deepEqual(
          observe(facts, matches, changed).effects.filter(({ kind }) => kind !== 'record-failure' && kind !== 'audit'),
          [],
        );
      }
    }),
  );
});
