import { BlockList, isIP } from 'node:net';
import { compileArn, compileText, type Matcher, type Reading } from './pattern.ts';

/** One of IAM's condition operators, without `ForAllValues:`, `ForAnyValue:` and `IfExists`. */
export interface ConditionOperator {
  /** It holds where nothing fits. */
  readonly negated: boolean;
  /** What a value of a policy has to be; anything where it is not given. */
  readonly form?: { readonly words: string; readonly test: (value: string) => boolean };
  readonly takesVariables: boolean;
  readonly compile: (value: string, variables: boolean) => Matcher;
}

type Kind = Omit<ConditionOperator, 'negated'>;

const text = (reading: Omit<Reading, 'variables'>): Kind => ({
  takesVariables: true,
  compile: (value, variables) => compileText(value, { ...reading, variables }),
});

const exactly = text({ wildcards: false });
const inAnyCase = text({ wildcards: false, ignoreCase: true });
const like = text({ wildcards: true });

const arn: Kind = {
  takesVariables: true,
  form: { words: 'an ARN, with wildcards or not', test: (value) => /^(arn:|\*|\$\{)/.test(value) },
  compile: (value, variables) => compileArn(value, { wildcards: true, variables }),
};

type Compare = (actual: number, wanted: number) => boolean;

const measured = (words: string, read: (value: string) => number | undefined, compare: Compare): Kind => ({
  takesVariables: false,
  form: { words, test: (value) => read(value) !== undefined },
  compile: (value) => {
    const wanted = read(value)!;
    return (actual) => {
      const given = read(actual);
      return given !== undefined && compare(given, wanted);
    };
  },
});

const NUMBER = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/;
const number = (compare: Compare): Kind =>
  measured('a number', (value) => (NUMBER.test(value) ? Number(value) : undefined), compare);

const DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:\d\d))?)?)?$/;

/** Milliseconds since 1970 of a date by ISO 8601, or of seconds since then. */
function readDate(value: string): number | undefined {
  if (/^\d{5,12}$/.test(value)) return Number(value) * 1000;
  const time = DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

const date = (compare: Compare): Kind =>
  measured('a date such as 2026-01-31T00:00:00Z, or seconds since 1970', readDate, compare);

const readBool = (value: string): number | undefined => {
  const index = ['false', 'true'].indexOf(value.toLowerCase());
  return index < 0 ? undefined : index;
};

const equal: Compare = (actual, wanted) => actual === wanted;
const below: Compare = (actual, wanted) => actual < wanted;
const notAbove: Compare = (actual, wanted) => actual <= wanted;
const above: Compare = (actual, wanted) => actual > wanted;
const notBelow: Compare = (actual, wanted) => actual >= wanted;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const binary: Kind = {
  takesVariables: false,
  form: { words: 'a text in base64', test: (value) => BASE64.test(value) },
  compile: (value) => (actual) => actual === value,
};

const familyOf = (address: string): 'ipv4' | 'ipv6' | undefined =>
  isIP(address) === 4 ? 'ipv4' : isIP(address) === 6 ? 'ipv6' : undefined;

/** The addresses of `192.0.2.0/24`, of `2001:db8::/32`, or the one that is named. */
function readAddresses(value: string): BlockList | undefined {
  const [, address = '', length] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  const family = familyOf(address);
  const most = family === 'ipv4' ? 32 : 128;
  if (!family || Number(length ?? most) > most) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(length ?? most), family);
  return list;
}

const address: Kind = {
  takesVariables: false,
  form: { words: 'an IP address or a range such as 192.0.2.0/24', test: (value) => readAddresses(value) !== undefined },
  compile: (value) => {
    const list = readAddresses(value)!;
    return (actual) => {
      const family = familyOf(actual);
      return family !== undefined && list.check(actual, family);
    };
  },
};

const is = (kind: Kind): ConditionOperator => ({ ...kind, negated: false });
const not = (kind: Kind): ConditionOperator => ({ ...kind, negated: true });

/** All but `Null`, which asks for no value. Source: IAM's reference of condition operators. */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map([
  ['StringEquals', is(exactly)],
  ['StringNotEquals', not(exactly)],
  ['StringEqualsIgnoreCase', is(inAnyCase)],
  ['StringNotEqualsIgnoreCase', not(inAnyCase)],
  ['StringLike', is(like)],
  ['StringNotLike', not(like)],
  ['NumericEquals', is(number(equal))],
  ['NumericNotEquals', not(number(equal))],
  ['NumericLessThan', is(number(below))],
  ['NumericLessThanEquals', is(number(notAbove))],
  ['NumericGreaterThan', is(number(above))],
  ['NumericGreaterThanEquals', is(number(notBelow))],
  ['DateEquals', is(date(equal))],
  ['DateNotEquals', not(date(equal))],
  ['DateLessThan', is(date(below))],
  ['DateLessThanEquals', is(date(notAbove))],
  ['DateGreaterThan', is(date(above))],
  ['DateGreaterThanEquals', is(date(notBelow))],
  ['Bool', is(measured('true or false', readBool, equal))],
  ['BinaryEquals', is(binary)],
  ['IpAddress', is(address)],
  ['NotIpAddress', not(address)],
  // IAM makes no difference between the two.
  ['ArnEquals', is(arn)],
  ['ArnLike', is(arn)],
  ['ArnNotEquals', not(arn)],
  ['ArnNotLike', not(arn)],
]);
