import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  decideCheckout,
  type Ending,
  type EntitlementData,
  keptUntilTheEnd,
  lapsesAt,
  recount,
  settle,
  type Usage,
} from './checkout.ts';
import type { Entitlement } from './issued-license.ts';

const seats: Entitlement = { Name: 'seats', Unit: 'Count', MaxCount: 10, AllowCheckIn: true };
const calls: Entitlement = { Name: 'calls', Unit: 'Count', MaxCount: 100 };
const edition: Entitlement = { Name: 'edition', Unit: 'None', Value: 'Enterprise' };
const terms = (entitlements: readonly Entitlement[] = [seats, calls, edition], RenewType?: string) => ({
  Entitlements: entitlements,
  ConsumptionConfiguration: { RenewType },
});
const MONDAY = new Date('2026-11-23T00:00:00Z');
const NOTHING: Usage = { consumed: {}, since: MONDAY };
const of = (Name: string, Value?: string, Unit = 'Count'): EntitlementData => ({ Name, Unit, Value });
const decide = (asked: readonly EntitlementData[], consumed: Record<string, number> = {}, offered?: Entitlement[]) =>
  decideCheckout(terms(offered), { ...NOTHING, consumed }, asked);
const refusal = (...given: Parameters<typeof decide>) => {
  const decided = decide(...given);
  return 'kind' in decided ? `${decided.kind}: ${decided.problem}` : 'allowed';
};

describe('a checkout', () => {
  test('takes what is left, and says the value of what is not counted', () => {
    const decided = decide([of('seats', '3'), of('edition', undefined, 'None')], { seats: 7, calls: 1 });
    assert.deepEqual(decided, {
      allowed: [of('seats', '3'), of('edition', 'Enterprise', 'None')],
      usage: { consumed: { seats: 10, calls: 1 }, since: MONDAY },
    });
  });

  test('is refused where more is asked for than is left, unless there may be an overage', () => {
    assert.match(
      refusal([of('seats', '4')], { seats: 7 }),
      /^used-up: 3 of 10 Count of seats are left; this asks for 4/,
    );
    assert.match(refusal([of('calls', '1'), of('seats', '1')], { seats: 12 }), /^used-up: 0 of 10/);
    assert.equal(refusal([of('seats', '4')], { seats: 7 }, [{ ...seats, Overage: true }]), 'allowed');
    const most = String(Number.MAX_SAFE_INTEGER);
    assert.match(refusal([of('seats', most)], { seats: 7 }, [{ ...seats, Overage: true }]), /^used-up/);
  });

  test('is refused for what the license does not have, by name, unit or value', () => {
    assert.match(refusal([of('doors', '1')]), /^not-offered: .* no entitlement doors/);
    assert.match(
      refusal([of('seats', undefined, 'None')]),
      /^not-offered: .* seats in the unit None; it has seats \(Count\)/,
    );
    assert.match(refusal([of('edition', 'Home', 'None')]), /^not-offered: .* is Enterprise, and not Home/);
    assert.match(refusal([of('__proto__', '1')]), /^not-offered/);
  });

  test('asks for whole numbers, once for each', () => {
    for (const value of [undefined, '', '0', '-1', '1.5', '1e3', 'many', '9999999999999999'])
      assert.match(refusal([of('seats', value)]), /^malformed: .*whole number/, value);
    assert.match(refusal([of('seats', '1'), of('seats', '1')]), /^malformed: .*twice/);
  });
});

describe('what ends', () => {
  const taken = (at: string, ...entitlements: EntitlementData[]) => ({ takenAt: new Date(at), entitlements });
  const wednesday = new Date('2026-11-25T12:00:00Z');

  test('is counted no longer', () => {
    const usage = { consumed: { seats: 5, calls: 3 }, since: MONDAY };
    const ended = [taken('2026-11-24T00:00:00Z', of('seats', '2'), of('edition', 'Enterprise', 'None'))];
    assert.deepEqual(settle(terms(), usage, ended, wednesday).consumed, { seats: 3, calls: 3 });
  });

  test('does not make what nobody can give back count anew before the week or the month is over', () => {
    const usage = { consumed: { seats: 5, calls: 3 }, since: new Date('2026-11-16T00:00:00Z') };
    const weekly = terms(undefined, 'Weekly');
    assert.deepEqual(settle(weekly, usage, [], new Date('2026-11-22T23:59:59.999Z')), usage);
    assert.deepEqual(settle(weekly, usage, [], wednesday), { consumed: { seats: 5 }, since: MONDAY });
    const monthly = settle(terms(undefined, 'Monthly'), usage, [], wednesday);
    assert.deepEqual(monthly, usage);
    const december = settle(terms(undefined, 'Monthly'), usage, [], new Date('2026-12-01T00:00:00Z'));
    assert.deepEqual(december, { consumed: { seats: 5 }, since: new Date('2026-12-01T00:00:00Z') });
    const before = [taken('2026-11-22T00:00:00Z', of('calls', '3'), of('seats', '1'))];
    const counted = { consumed: { seats: 5, calls: 2 }, since: MONDAY };
    assert.deepEqual(settle(weekly, counted, before, wednesday).consumed, { seats: 4, calls: 2 });
  });
});

test('whatever is checked out and in, what is counted is what is open, and never more than there is', () => {
  const step = fc.record({ take: fc.boolean(), amount: fc.integer({ min: 1, max: 6 }), which: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let usage = NOTHING;
      const open: EntitlementData[][] = [];
      for (const { take, amount, which } of steps) {
        if (take) {
          const decided = decideCheckout(terms(), usage, [of('seats', String(amount))]);
          if ('kind' in decided) assert.ok(amount > 10 - (usage.consumed['seats'] ?? 0));
          else {
            ({ usage } = decided);
            open.push([...decided.allowed]);
          }
        } else if (open.length > 0) {
          const [entitlements] = open.splice(which % open.length, 1);
          usage = settle(terms(), usage, [{ entitlements: entitlements!, takenAt: MONDAY }], MONDAY);
        }
        const sum = open.flat().reduce((before, { Value }) => before + Number(Value), 0);
        assert.equal(usage.consumed['seats'] ?? 0, sum);
        assert.ok(sum <= 10);
      }
    }),
  );
});

test('however the terms change, what is open of the current period is what is counted, and no checkout makes it more than there is', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('take' as const), amount: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('end' as const), which: fc.nat() }),
    fc.record({ kind: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 400 }) }),
    fc.record({
      kind: fc.constant('version' as const),
      RenewType: fc.constantFrom('None', 'Weekly', 'Monthly'),
      AllowCheckIn: fc.boolean(),
      MaxCount: fc.integer({ min: 0, max: 8 }),
    }),
  );
  // Said once more, by the calendar: what counts of what is open.
  const startOf = (RenewType: string, at: Date) => {
    const days = RenewType === 'Weekly' ? (at.getUTCDay() + 6) % 7 : at.getUTCDate() - 1;
    return RenewType === 'None' ? 0 : Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() - days);
  };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = new Date('2026-11-25T12:00:00Z');
      let current = { ...terms([{ ...seats, MaxCount: 4, AllowCheckIn: false }], 'Weekly'), RenewType: 'Weekly' };
      let usage: Usage = { consumed: {}, since: new Date(0) };
      const open: Ending[] = [];
      const counting = () => {
        const [{ AllowCheckIn }] = current.Entitlements as [Entitlement];
        const start = AllowCheckIn ? 0 : startOf(current.RenewType, now);
        return open
          .filter(({ takenAt }) => takenAt.getTime() >= start)
          .reduce((sum, { entitlements: [one] }) => sum + Number(one!.Value), 0);
      };
      for (const one of steps) {
        if (one.kind === 'pass') now = new Date(now.getTime() + one.hours * 3_600_000);
        else if (one.kind === 'version') {
          const { RenewType, ...change } = one;
          current = { ...terms([{ ...seats, ...change }], RenewType), RenewType };
          usage = recount(current, open, now);
        } else if (one.kind === 'end') {
          const ended = open.length > 0 ? open.splice(one.which % open.length, 1) : [];
          usage = settle(current, settle(current, usage, [], now), ended, now);
        } else {
          const before = counting();
          const decided = decideCheckout(current, settle(current, usage, [], now), [of('seats', String(one.amount))]);
          const isRoom = before + one.amount <= current.Entitlements[0]!.MaxCount!;
          assert.equal('kind' in decided, !isRoom);
          if (!('kind' in decided)) {
            ({ usage } = decided);
            open.push({ entitlements: decided.allowed, takenAt: now });
          }
        }
        usage = settle(current, usage, [], now);
        assert.equal(usage.consumed['seats'] ?? 0, counting());
      }
    }),
  );
});

test('what the license does not let be checked in is kept until the end', () => {
  assert.equal(keptUntilTheEnd(terms(), [of('seats', '1'), of('edition', 'x', 'None')]), undefined);
  assert.equal(keptUntilTheEnd(terms(), [of('seats', '1'), of('calls', '1')]), 'calls');
});

test('a checkout lapses after its minutes, and with its license', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const until = new Date('2026-01-01T00:30:00Z');
  assert.deepEqual(lapsesAt(now, 10, until), new Date('2026-01-01T00:10:00Z'));
  assert.deepEqual(lapsesAt(now, 60, until), until);
  assert.deepEqual(lapsesAt(now, undefined, until), until);
  assert.equal(lapsesAt(now, undefined, null), undefined);
});
