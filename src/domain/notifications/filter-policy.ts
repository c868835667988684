/** An attribute of a message, as SNS has it. */
export interface MessageAttribute {
  /** `String`, `Number`, `String.Array` or `Binary`. */
  readonly Type: string;
  readonly Value: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

type Scalar = string | number | boolean | null;
type Condition = Scalar | { readonly [operator: string]: unknown };
type FilterPolicy = Readonly<Record<string, readonly Condition[]>>;

const OPERATORS: Readonly<Record<string, (operand: unknown) => boolean>> = {
  prefix: (operand) => typeof operand === 'string',
  suffix: (operand) => typeof operand === 'string',
  exists: (operand) => typeof operand === 'boolean',
  'anything-but': (operand) => isScalar(operand) || (Array.isArray(operand) && operand.every(isScalar)),
  'equals-ignore-case': (operand) => typeof operand === 'string',
};

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The most names that a policy has (SNS developer guide, filter policy constraints). */
const MOST_NAMES = 5;

/** The policy in a text, which is empty where there is none; or what is wrong with it. */
export function readFilterPolicy(
  text: string,
): { readonly ok: true; readonly policy: FilterPolicy } | { readonly ok: false; readonly problem: string } {
  if (text === '') return { ok: true, policy: {} };
  const policy = parse(text);
  const wrong = (problem: string) => ({ ok: false as const, problem: `FilterPolicy: ${problem}` });
  if (policy === null || typeof policy !== 'object' || Array.isArray(policy)) return wrong('expected a JSON object.');
  const entries = Object.entries(policy);
  if (entries.length > MOST_NAMES) return wrong(`a policy has at most ${MOST_NAMES} names.`);
  for (const [name, conditions] of entries) {
    if (!Array.isArray(conditions) || conditions.length === 0) return wrong(`${name} must be a list of values.`);
    if (!conditions.every(isCondition))
      return wrong(
        `${name}: a value is a text, a number, true, false, null or one of ${Object.keys(OPERATORS).join(', ')}.`,
      );
  }
  return { ok: true, policy: policy as FilterPolicy };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCondition(value: unknown): boolean {
  if (isScalar(value)) return true;
  const [entry, ...others] = Object.entries(value as object);
  return !!entry && others.length === 0 && Object.hasOwn(OPERATORS, entry[0]) && OPERATORS[entry[0]]!(entry[1]);
}

/** Whether a message with these attributes is for who has that policy: every name has one of its values. */
export function matchesFilter(text: string, attributes: MessageAttributes): boolean {
  const read = readFilterPolicy(text);
  if (!read.ok) return false;
  return Object.entries(read.policy).every(([name, conditions]) => {
    const values = Object.hasOwn(attributes, name) ? valuesOf(attributes[name]!) : [];
    return conditions.some((condition) => matches(condition, values));
  });
}

function valuesOf({ Type, Value }: MessageAttribute): readonly Scalar[] {
  if (Type === 'Number') return [Number(Value)];
  if (Type !== 'String.Array') return [Value];
  const list = parse(Value);
  return Array.isArray(list) ? list.filter(isScalar) : [];
}

function matches(condition: Condition, values: readonly Scalar[]): boolean {
  if (isScalar(condition)) return values.includes(condition);
  const [operator = '', operand] = Object.entries(condition)[0] ?? [];
  const texts = values.filter((value) => typeof value === 'string');
  switch (operator) {
    case 'exists':
      return values.length > 0 === operand;
    case 'prefix':
      return texts.some((text) => text.startsWith(String(operand)));
    case 'suffix':
      return texts.some((text) => text.endsWith(String(operand)));
    case 'equals-ignore-case':
      return texts.some((text) => text.toLowerCase() === String(operand).toLowerCase());
    default: {
      const excluded = Array.isArray(operand) ? operand : [operand];
      return values.some((value) => !excluded.includes(value));
    }
  }
}
