import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consumedOf, exampleFacts, hostId } from '../../../test/example-facts.ts';
import {
  act,
  advance,
  coreLicense,
  daysLater,
  host,
  launchOnHost,
  machineOnHost,
  payingHost,
  release,
  settle,
  socketLicense,
  specify,
} from '../../../test/host-commands.ts';
import type { Command, Permitted } from '../commands.ts';
import { decide } from '../decide.ts';
import type { Facts } from '../facts.ts';

const bound = (days: number) => ({ ruleTexts: [`#licenseAffinityToHost=${days}`] });

describe('licenseAffinityToHost', () => {
  const holdOf = (facts: Facts) => [...facts.consumption.values()].map((held) => held.holdUntil);

  test('a host keeps what it took, for so many days from the first machine on', () => {
    const license = coreLicense(bound(90));
    const facts = exampleFacts({ licenses: [license], hosts: [host(1)] });
    launchOnHost(facts, [license], { hostId: hostId(1) });
    assert.deepEqual(holdOf(facts), [daysLater(90)]);
  });

  test('without its machines', () => {
    const facts = payingHost([coreLicense(bound(90))], [machineOnHost({ state: 'stopping' })], {
      holdUntil: daysLater(90),
    });
    advance(facts);
    assert.deepEqual(consumedOf(facts), [48]);
  });

  test('and though it is released', () => {
    const facts = payingHost([coreLicense(bound(90))], [machineOnHost({ state: 'stopped' })], {
      holdUntil: daysLater(90),
    });
    release(facts, 1);
    assert.deepEqual(consumedOf(facts), [48]);
    settle(facts, daysLater(90));
    assert.deepEqual(consumedOf(facts), [0]);
  });

  test('a machine that comes meanwhile costs nothing, and does not start the days anew', () => {
    const license = coreLicense({ ...bound(90), licenseCount: 48, hardLimit: true });
    const facts = payingHost([license], [], { holdUntil: daysLater(10) });
    assert.equal(launchOnHost(facts, [license], { hostId: hostId(1) }).text, 'permitted');
    assert.deepEqual([consumedOf(facts), holdOf(facts)], [[48], [daysLater(10)]]);
  });

  test('a machine elsewhere finds no room under the limit', () => {
    const license = coreLicense({ ...bound(90), licenseCount: 48, hardLimit: true });
    const facts = payingHost([license], [], { holdUntil: daysLater(10) });
    facts.hosts.set(hostId(2), host(2));
    assert.match(launchOnHost(facts, [license], { hostId: hostId(2) }).text, /^No licenses available/);
  });

  test('ends at its time, not before', () => {
    const facts = payingHost([coreLicense(bound(90))], [], { holdUntil: daysLater(90) });
    settle(facts, new Date(daysLater(90).getTime() - 1));
    assert.deepEqual(consumedOf(facts), [48]);
    settle(facts, daysLater(90));
    assert.deepEqual(consumedOf(facts), [0]);
  });

  test('that is over gives nothing back while a machine uses it, and at once when the last one leaves', () => {
    const facts = payingHost([coreLicense(bound(1))], [machineOnHost()], { holdUntil: daysLater(1) });
    settle(facts, daysLater(2));
    assert.deepEqual(consumedOf(facts), [48]);
    act(facts, 'stop', 1);
    advance(facts);
    assert.deepEqual(consumedOf(facts), [0]);
  });

  test('keeps what a host that is tied took, when it is tied no more', () => {
    const license = socketLicense(bound(5));
    const facts = exampleFacts({ licenses: [license], hosts: [host(1)] });
    specify(facts, `dedicated-host/${hostId(1)}`, { add: [license] });
    specify(facts, `dedicated-host/${hostId(1)}`, { remove: [license] });
    assert.deepEqual(consumedOf(facts), [2]);
  });

  test('a settlement where nothing is over does nothing', () => {
    const facts = payingHost([coreLicense()]);
    const command: Command = { kind: 'settle-hosts', hostIds: [hostId(1), hostId(9)] };
    assert.deepEqual(decide(command, facts), { outcome: { ok: true } satisfies Permitted, effects: [] });
  });
});
