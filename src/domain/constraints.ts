/** What a member must satisfy beyond its type. Paths are member names joined by dots; `[]` stands for every list item. */
export type Constraint = Bounds & (Formed | { readonly pattern?: never; readonly form?: never });

/** A pattern, and what it asks for in words that follow "expected": nobody is to read a regular expression. */
interface Formed {
  readonly pattern: RegExp;
  readonly form: string;
}

interface Bounds {
  readonly length?: readonly [minimum: number, maximum: number];
  readonly items?: readonly [minimum: number, maximum: number];
  readonly range?: readonly [minimum: number, maximum: number];
  readonly integer?: boolean;
  readonly oneOf?: readonly string[];
  /** Whether the values of `oneOf` are taken in any case, as clients spell them. */
  readonly anyCase?: boolean;
}

export type Constraints = Readonly<Record<string, Constraint>>;

export interface Violation {
  readonly member: string;
  readonly message: string;
}

interface Rule {
  /** The names of the path; `each` where every item of a list is meant. */
  readonly steps: readonly { readonly name: string; readonly each: boolean }[];
  readonly constraint: Constraint;
}

const taken = new WeakMap<Constraints, readonly Rule[]>();

/** Constraints with their paths taken apart, once for all requests. */
function rulesOf(constraints: Constraints): readonly Rule[] {
  const known = taken.get(constraints);
  if (known) return known;
  const rules = Object.entries(constraints).map(([path, constraint]) => ({
    steps: path.split('.').map((step) => ({ name: step.replace(/\[\]$/, ''), each: step.endsWith('[]') })),
    constraint,
  }));
  taken.set(constraints, rules);
  return rules;
}

/** The first violation in the order of the constraints, or undefined. Absent members satisfy everything. */
export function findViolation(constraints: Constraints, input: unknown): Violation | undefined {
  for (const rule of rulesOf(constraints)) {
    const violation = findBreach(rule, input);
    if (violation) return violation;
  }
  return undefined;
}

/** `at` is the way to `value`, as long as the steps that were gone. */
function findBreach(rule: Rule, value: unknown, at: readonly string[] = []): Violation | undefined {
  if (value === undefined || value === null) return undefined;
  const step = rule.steps[at.length];
  if (!step) return violationOf(rule, value, at.join('.'));
  const next = (value as Record<string, unknown>)[step.name];
  if (next === undefined) return undefined;
  if (!step.each) return findBreach(rule, next, [...at, step.name]);
  for (const [index, item] of Array.isArray(next) ? next.entries() : []) {
    const violation = findBreach(rule, item, [...at, `${step.name}[${index}]`]);
    if (violation) return violation;
  }
  return undefined;
}

function violationOf({ constraint }: Rule, value: unknown, member: string): Violation | undefined {
  const expected = describeFailure(constraint, value);
  return expected ? { member, message: `Invalid value ${show(value)} for ${member}: ${expected}.` } : undefined;
}

function describeFailure(constraint: Constraint, value: unknown): string | undefined {
  const { length, items, range, integer, pattern, form, oneOf, anyCase } = constraint;
  if (typeof value === 'string') {
    if (length && (value.length < length[0] || value.length > length[1]))
      return `expected ${between(length)} characters, got ${value.length}`;
    if (oneOf && !includes(oneOf, value, anyCase)) return `expected one of ${oneOf.join(', ')}`;
    if (pattern && !pattern.test(value)) return `expected ${form}`;
  }
  if (Array.isArray(value) && items && (value.length < items[0] || value.length > items[1]))
    return `expected ${between(items)} items, got ${value.length}`;
  if (typeof value === 'number') {
    if (integer && !Number.isSafeInteger(value)) return 'expected a whole number';
    if (range && !(value >= range[0] && value <= range[1])) return `expected ${between(range)}`;
  }
  return undefined;
}

const between = ([least, most]: readonly [number, number]): string =>
  least === most ? `${least}` : `${least} to ${most}`;

function includes(values: readonly string[], value: string, anyCase = false): boolean {
  return values.includes(value) || (anyCase && values.some((one) => one.toLowerCase() === value.toLowerCase()));
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};
