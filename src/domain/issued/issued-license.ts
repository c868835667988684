const AMOUNTS = ['Bytes', 'Bits'].flatMap((unit) => [
  unit,
  ...['Kilo', 'Mega', 'Giga', 'Tera'].map((many) => many + unit.toLowerCase()),
]);
/** Units that entitlements are counted in (model, EntitlementUnit); what has `None` is not counted but has a value. */
export const UNITS: readonly string[] = [
  ...['None', 'Count', 'Count/Second', 'Percent', 'Seconds', 'Milliseconds', 'Microseconds'],
  ...AMOUNTS.flatMap((amount) => [amount, `${amount}/Second`]),
];

/** What a license lets its beneficiary use. */
export interface Entitlement {
  readonly Name: string;
  readonly Unit: string;
  /** Of one that is not counted. */
  readonly Value?: string | undefined;
  /** Of one that is counted. */
  readonly MaxCount?: number | undefined;
  /** More than MaxCount may be checked out. */
  readonly Overage?: boolean | undefined;
  readonly AllowCheckIn?: boolean | undefined;
}

/** What a version of a license says, under AWS's names. */
export interface IssuedTerms {
  readonly LicenseName: string;
  readonly ProductName: string;
  readonly Issuer: { readonly Name: string; readonly SignKey?: string | undefined };
  readonly Validity: { readonly Begin: string; readonly End?: string | undefined };
  readonly Entitlements: readonly Entitlement[];
  readonly ConsumptionConfiguration: {
    readonly RenewType?: string | undefined;
    readonly ProvisionalConfiguration?: { readonly MaxTimeToLiveInMinutes: number } | undefined;
    readonly BorrowConfiguration?:
      | { readonly AllowEarlyCheckIn: boolean; readonly MaxTimeToLiveInMinutes: number }
      | undefined;
  };
  readonly LicenseMetadata?: readonly { readonly Name: string; readonly Value: string }[] | undefined;
}

/** From when and until when a license is good; without an end for ever. */
export interface Validity {
  readonly from: Date;
  readonly until: Date | undefined;
}

/** What of the terms does not fit together, or how long they are good. */
export function readTerms(terms: IssuedTerms): Validity | { readonly problem: string } {
  const problem = findEntitlementProblem(terms.Entitlements);
  if (problem) return { problem };
  const { Begin: begin, End: end } = terms.Validity;
  const [from, until] = [parseTime(begin), end === undefined ? undefined : parseTime(end)];
  if (!from) return { problem: `Validity.Begin is ${begin}; ${A_TIME}` };
  if (end !== undefined && !until) return { problem: `Validity.End is ${end}; ${A_TIME}` };
  if (until && until <= from) return { problem: `Validity.End, ${end}, is not later than Validity.Begin, ${begin}.` };
  return { from, until };
}

const A_TIME = 'expected a time between 1970 and 9999 with its offset, such as 2026-01-31T12:00:00Z.';
const TIME = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const EARLIEST = Date.parse('1970-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T00:00:00Z');

function parseTime(text: string): Date | undefined {
  const [, year, month, day] = TIME.exec(text)?.map(Number) ?? [];
  const at = Date.parse(text);
  // Date.parse takes 30 February for 1 March.
  const isDay = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day)).getUTCDate() === day;
  return isDay && at >= EARLIEST && at <= LATEST ? new Date(at) : undefined;
}

function findEntitlementProblem(entitlements: readonly Entitlement[]): string | undefined {
  const names = new Set<string>();
  for (const { Name, Unit, Value, MaxCount } of entitlements) {
    if (names.has(Name)) return `The entitlement ${Name} is given twice.`;
    names.add(Name);
    const [has, lacks] = Unit === 'None' ? (['Value', 'MaxCount'] as const) : (['MaxCount', 'Value'] as const);
    const given = { Value, MaxCount };
    if (given[has] === undefined || given[lacks] !== undefined)
      return `The entitlement ${Name} has the unit ${Unit}: it needs ${has}, and takes no ${lacks}.`;
  }
  return undefined;
}

export type KeptStatus = 'AVAILABLE' | 'DEACTIVATED' | 'DELETED';

/** The status of a license at a time. */
export const statusAt = (
  { status, until }: { readonly status: KeptStatus; readonly until: Date | null | undefined },
  now: Date,
): KeptStatus | 'EXPIRED' => (status !== 'DELETED' && until && until <= now ? 'EXPIRED' : status);

/** By what an issuer's licenses are told from those of others (user guide, checking out licenses). */
export const keyFingerprint = (accountId: string, issuerName: string): string =>
  `aws:${accountId}:${issuerName}:issuer-fingerprint`;
