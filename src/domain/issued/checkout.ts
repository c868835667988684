import type { Entitlement, IssuedTerms } from './issued-license.ts';

/** What somebody asks of a license, or has of it; the value of what is counted is a whole number, as text. */
export interface EntitlementData {
  readonly Name: string;
  readonly Unit: string;
  readonly Value?: string | undefined;
}

/** What of a license is checked out. */
export interface Usage {
  /** By the name of the entitlement. */
  readonly consumed: Readonly<Record<string, number>>;
  /** Where entitlements renew, the start of the week or month that they are counted of. */
  readonly since: Date;
}

/** What is open or ends: it was given back, or lapsed. */
export interface Ending {
  readonly entitlements: readonly EntitlementData[];
  readonly takenAt: Date;
}

type Terms = Pick<IssuedTerms, 'Entitlements' | 'ConsumptionConfiguration'>;

/**
 * What is used where the terms are new: all that is open, but of what renews and nobody can give back only what was taken
 * this week or month. From there on `settle` keeps it so.
 */
export function recount(terms: Terms, open: readonly Ending[], now: Date): Usage {
  const since = countedSince(terms, now);
  const consumed = new Map<string, number>();
  for (const { entitlements, takenAt } of open)
    for (const { Name, Value } of counted(entitlements)) {
      const offered = terms.Entitlements.find((one) => one.Name === Name);
      if (!offered || offered.Unit === 'None' || (isRenewed(offered, terms) && takenAt < since)) continue;
      consumed.set(Name, (consumed.get(Name) ?? 0) + Number(Value));
    }
  return { consumed: Object.fromEntries(consumed), since };
}

/** The start of the week or month at a time; the beginning of all time where nothing renews. */
export const countedSince = ({ ConsumptionConfiguration: { RenewType: renewal } }: Terms, now: Date): Date =>
  periodOf(renewal, now) ?? new Date(0);

/** What is used once these ended and a new week or month began, of which what nobody can give back is counted anew. */
export function settle(terms: Terms, usage: Usage, endings: readonly Ending[], now: Date): Usage {
  const renewing = new Set(terms.Entitlements.filter((one) => isRenewed(one, terms)).map(({ Name }) => Name));
  const consumed = new Map(Object.entries(usage.consumed));
  for (const { entitlements, takenAt } of endings)
    for (const { Name, Value } of counted(entitlements)) {
      const isForgotten = renewing.has(Name) && takenAt < usage.since;
      if (!isForgotten) consumed.set(Name, Math.max(0, (consumed.get(Name) ?? 0) - Number(Value)));
    }
  const period = countedSince(terms, now);
  const isNew = period > usage.since;
  if (isNew) for (const name of renewing) consumed.delete(name);
  return {
    consumed: Object.fromEntries([...consumed].filter(([, amount]) => amount > 0)),
    since: isNew ? period : usage.since,
  };
}

const isRenewed = ({ AllowCheckIn }: Entitlement, { ConsumptionConfiguration: { RenewType: renewal } }: Terms) =>
  AllowCheckIn !== true && (renewal === 'Weekly' || renewal === 'Monthly');

const DAY_MS = 86_400_000;

/** The start of the week, on Monday, or of the month, in UTC: AWS publishes no boundary. */
function periodOf(renewal: string | undefined, now: Date): Date | undefined {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (renewal === 'Monthly') return new Date(Date.UTC(year, month, 1));
  const daysSinceMonday = (now.getUTCDay() + 6) % 7;
  return renewal === 'Weekly' ? new Date(Date.UTC(year, month, day) - daysSinceMonday * DAY_MS) : undefined;
}

const counted = (entitlements: readonly EntitlementData[]) => entitlements.filter(({ Unit }) => Unit !== 'None');

/** Why something is not checked out: the request is wrong in itself, or the license is not granted for it, does not have that, or has not enough left. */
export interface NotAllowed {
  readonly kind: 'malformed' | 'not-granted' | 'not-offered' | 'not-provisional' | 'used-up';
  readonly problem: string;
}

/** What is checked out, or why nothing is. */
export type Checkout = { readonly allowed: readonly EntitlementData[]; readonly usage: Usage } | NotAllowed;

/** What is checked out of a license of which so much is used, all that is asked for or nothing; what it does not have is told before what is used up. */
export function decideCheckout(
  { Entitlements: offered }: Terms,
  usage: Usage,
  asked: readonly EntitlementData[],
): Checkout {
  const consumed = new Map(Object.entries(usage.consumed));
  const allowed: EntitlementData[] = [];
  const names = new Set<string>();
  let usedUp: NotAllowed | undefined;
  for (const one of asked) {
    if (names.has(one.Name)) return { kind: 'malformed', problem: `The entitlement ${one.Name} is asked for twice.` };
    names.add(one.Name);
    const found = offered.find(({ Name, Unit }) => Name === one.Name && Unit === one.Unit);
    if (!found) return notOffered(one, offered);
    const taken = take(found, one, consumed.get(one.Name) ?? 0);
    if ('kind' in taken) {
      if (taken.kind !== 'used-up') return taken;
      usedUp ??= taken;
      continue;
    }
    allowed.push({ Name: one.Name, Unit: one.Unit, Value: taken.value });
    if (one.Unit !== 'None') consumed.set(one.Name, taken.consumed);
  }
  if (usedUp) return usedUp;
  return { allowed, usage: { ...usage, consumed: Object.fromEntries(consumed) } };
}

/** The same, and for how many minutes: PROVISIONAL is possible where the license has a time for it, PERPETUAL always. */
export function decideFor(
  type: 'PROVISIONAL' | 'PERPETUAL',
  terms: Terms,
  decided: Checkout,
): { readonly decided: Checkout; readonly minutes: number | undefined } {
  const minutes = terms.ConsumptionConfiguration.ProvisionalConfiguration?.MaxTimeToLiveInMinutes;
  if (type === 'PERPETUAL') return { decided, minutes: undefined };
  const isFitting = !('kind' in decided) || decided.kind === 'used-up';
  return { decided: isFitting && minutes === undefined ? NOT_PROVISIONAL : decided, minutes };
}

const NOT_PROVISIONAL: NotAllowed = {
  kind: 'not-provisional',
  problem: 'The license has no ProvisionalConfiguration, so that CheckoutType can be PERPETUAL alone.',
};

const NEARNESS: readonly NotAllowed['kind'][] = [
  'not-granted',
  'not-offered',
  'not-provisional',
  'used-up',
  'malformed',
];

/** Of several refusals the first of those that come closest to a checkout; a request that is wrong in itself is so to all. */
export const closest = (refusals: readonly NotAllowed[]): NotAllowed | undefined =>
  refusals.toSorted((a, b) => NEARNESS.indexOf(b.kind) - NEARNESS.indexOf(a.kind))[0];

function notOffered({ Name, Unit }: EntitlementData, offered: readonly Entitlement[]): NotAllowed {
  const list = offered.map((one) => `${one.Name} (${one.Unit})`).join(', ');
  return {
    kind: 'not-offered',
    problem: `The license has no entitlement ${Name} in the unit ${Unit}; it has ${list}.`,
  };
}

function take(
  offered: Entitlement,
  { Name, Unit, Value }: EntitlementData,
  used: number,
): { readonly value: string | undefined; readonly consumed: number } | NotAllowed {
  if (Unit === 'None') {
    if (Value === undefined || Value === offered.Value) return { value: offered.Value, consumed: 0 };
    return { kind: 'not-offered', problem: `The entitlement ${Name} is ${offered.Value}, and not ${Value}.` };
  }
  const amount = /^[1-9]\d{0,15}$/.test(Value ?? '') ? Number(Value) : Number.NaN;
  if (!Number.isSafeInteger(amount))
    return {
      kind: 'malformed',
      problem: `The Value of ${Name} is ${Value ?? 'not given'}; expected how many ${Unit} to check out, a whole number such as 1.`,
    };
  const left = Math.max(0, offered.MaxCount! - used);
  const consumed = used + amount;
  if ((amount <= left || offered.Overage === true) && Number.isSafeInteger(consumed))
    return { value: String(amount), consumed };
  const state = `${left} of ${offered.MaxCount} ${Unit} of ${Name} are left; this asks for ${amount}`;
  return { kind: 'used-up', problem: `${state}. Check some in, or wait until some lapse.` };
}

/** The entitlement that does not let what is checked out of it be given back before it lapses; undefined where all do. */
export const keptUntilTheEnd = ({ Entitlements }: Terms, held: readonly EntitlementData[]): string | undefined =>
  counted(held).find(({ Name }) => Entitlements.some((one) => one.Name === Name && one.AllowCheckIn !== true))?.Name;

/** When something that is checked out for so many minutes lapses: with the license at the latest. */
export function lapsesAt(now: Date, minutes: number | undefined, until: Date | null): Date | undefined {
  const ends = [
    ...(minutes === undefined ? [] : [now.getTime() + minutes * 60_000]),
    ...(until ? [until.getTime()] : []),
  ];
  return ends.length > 0 ? new Date(Math.min(...ends)) : undefined;
}
