/**
 * IAM's logic once more, on the JSON as it is written, with nothing prepared, in the words of its documentation. It is slow
 * and for policies that are known to be well formed: what `src/domain/policies` says is compared with it.
 */

type Keys = Readonly<Record<string, readonly string[]>>;

export interface NaiveRequest {
  readonly action: string;
  readonly resource: string;
  readonly keys: Keys;
}

export interface NaiveStatement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface NaivePolicy {
  readonly Version: string;
  readonly Statement: readonly NaiveStatement[];
}

export interface NaiveSets {
  readonly identity: readonly NaivePolicy[];
  readonly boundary?: NaivePolicy | undefined;
  readonly session?: readonly NaivePolicy[] | undefined;
  readonly scps: readonly (readonly NaivePolicy[])[];
}

export function naiveDecision(request: NaiveRequest, { identity, boundary, session, scps }: NaiveSets): string {
  const limits = [...scps, ...(boundary ? [[boundary]] : []), ...(session ? [session] : [])];
  const says = (effect: string) => (policies: readonly NaivePolicy[]) =>
    policies.some((policy) => policy.Statement.some((s) => s.Effect === effect && applies(s, request, policy.Version)));
  if ([identity, ...limits].some(says('Deny'))) return 'explicitDeny';
  return [identity, ...limits].every(says('Allow')) ? 'allowed' : 'implicitDeny';
}

const listed = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

function applies(statement: NaiveStatement, { action, resource, keys }: NaiveRequest, version: string): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {}, Effect } = statement;
  const isAction = (item: string) => wild(item.toLowerCase(), action.toLowerCase());
  if (Action !== undefined && !listed(Action).some(isAction)) return false;
  if (NotAction !== undefined && listed(NotAction).some(isAction)) return false;
  const texts = listed(Resource ?? NotResource!).map((item) => substituted(item, keys, version));
  const isResource = (item: string | undefined) => item !== undefined && arnFits(item, resource);
  if (Resource !== undefined && !texts.some(isResource)) return false;
  if (NotResource !== undefined && texts.some(isResource)) return false;
  if (NotResource !== undefined && Effect === 'Allow' && texts.includes(undefined)) return false;
  return Object.entries(Condition).every(([operator, byKey]) =>
    Object.entries(byKey).every(([key, values]) => holds(operator, valuesOf(key, keys), listed(values), keys, version)),
  );
}

function valuesOf(key: string, keys: Keys): readonly string[] {
  const name = Object.keys(keys).find((known) => known.toLowerCase() === key.toLowerCase());
  return name === undefined ? [] : keys[name]!;
}

/** Characters of a private area stand for the wildcards that are none, and for colons that part no fields. */
const QUOTED: Record<string, string> = { '*': '\uE000', '?': '\uE001', ':': '\uE002' };
const quote = (text: string) => text.replace(/[*?:]/g, (character) => QUOTED[character]!);
const unquote = (text: string) =>
  text.replace(/[\uE000-\uE002]/g, (character) => Object.keys(QUOTED).find((key) => QUOTED[key] === character)!);

function substituted(text: string, keys: Keys, version: string): string | undefined {
  if (version === '2008-10-17') return text;
  let missing = false;
  const result = text.replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (inner === '*' || inner === '?' || inner === '$') return quote(inner);
    const [key, ...rest] = inner.split(',');
    const values = valuesOf(key!.trim(), keys);
    if (values.length === 1) return quote(values[0]!);
    if (rest.length > 0) return quote(rest.join(',').trim().slice(1, -1));
    missing = true;
    return '';
  });
  return missing ? undefined : result;
}

function wild(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0]!, pattern.slice(1)];
  if (first === '*') return wild(rest, text) || (text !== '' && wild(pattern, text.slice(1)));
  return text !== '' && (first === '?' || unquote(first) === text[0]) && wild(rest, text.slice(1));
}

const fields = (arn: string): string[] => {
  const all = arn.split(':');
  return all.length > 6 ? [...all.slice(0, 5), all.slice(5).join(':')] : all;
};

function arnFits(pattern: string, arn: string): boolean {
  const wanted = fields(pattern);
  const given = fields(arn);
  if (wanted.length === 1) return wild(pattern, arn);
  return given.length === 6 && wanted.every((field, n) => wild(field, given[n]!));
}

function holds(
  name: string,
  given: readonly string[],
  values: readonly string[],
  keys: Keys,
  version: string,
): boolean {
  const quantifier = /^(ForAllValues|ForAnyValue):/.exec(name)?.[1];
  const operator = name.replace(/^For\w+:/, '').replace(/IfExists$/, '');
  if (operator === 'Null') return values.some((value) => (value === 'true') === (given.length === 0));
  if (given.length === 0) {
    if (name.endsWith('IfExists') || quantifier === 'ForAllValues') return true;
    return quantifier !== 'ForAnyValue' && operator.includes('Not');
  }
  const positive = operator.replace('Not', '');
  const any = (actual: string) => values.some((value) => compare(positive, actual, value, keys, version));
  const one = (actual: string) => (operator.includes('Not') ? !any(actual) : any(actual));
  if (quantifier === 'ForAllValues') return given.every(one);
  if (quantifier === 'ForAnyValue') return given.some(one);
  return operator.includes('Not') ? given.every(one) : given.some(one);
}

function compare(operator: string, actual: string, value: string, keys: Keys, version: string): boolean {
  const text = substituted(value, keys, version);
  switch (operator) {
    case 'StringEquals':
      return text !== undefined && unquote(text) === actual;
    case 'StringEqualsIgnoreCase':
      return text !== undefined && unquote(text).toLowerCase() === actual.toLowerCase();
    case 'StringLike':
      return text !== undefined && wild(text, actual);
    case 'ArnLike':
    case 'ArnEquals':
      return text !== undefined && arnFits(text, actual);
    case 'Bool':
      return actual.toLowerCase() === value.toLowerCase();
    case 'NumericEquals':
      return Number(actual) === Number(value);
    case 'NumericLessThan':
      return Number(actual) < Number(value);
    case 'NumericGreaterThanEquals':
      return Number(actual) >= Number(value);
    case 'DateLessThan':
      return new Date(actual) < new Date(value);
    case 'DateGreaterThanEquals':
      return new Date(actual) >= new Date(value);
    case 'IpAddress':
      return bits(actual).startsWith(bits(value.split('/')[0]!).slice(0, Number(value.split('/')[1] ?? 32)));
    default:
      throw new Error(`The naive evaluator does not know ${operator}.`);
  }
}

const bits = (address: string): string =>
  address
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
