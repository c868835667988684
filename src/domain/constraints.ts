/** What a member must satisfy beyond its type. Paths are member names joined by dots; `[]` stands for every list item. */
export interface Constraint {
  readonly length?: readonly [minimum: number, maximum: number];
  readonly items?: readonly [minimum: number, maximum: number];
  readonly range?: readonly [minimum: number, maximum: number];
  readonly integer?: boolean;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
}

export type Constraints = Readonly<Record<string, Constraint>>;

export interface Violation {
  readonly member: string;
  readonly message: string;
}

/** The first violation in the order of the constraints, or undefined. Absent members satisfy everything. */
export function findViolation(constraints: Constraints, input: unknown): Violation | undefined {
  for (const [path, constraint] of Object.entries(constraints)) {
    for (const { member, value } of valuesAt(input, path.split('.'))) {
      const expected = describeFailure(constraint, value);
      if (expected) return { member, message: `Invalid value ${show(value)} for ${member}: ${expected}.` };
    }
  }
  return undefined;
}

function describeFailure(constraint: Constraint, value: unknown): string | undefined {
  const { length, items, range, integer, pattern, oneOf } = constraint;
  if (typeof value === 'string') {
    if (length && (value.length < length[0] || value.length > length[1]))
      return `expected ${length[0]} to ${length[1]} characters, got ${value.length}`;
    if (oneOf && !oneOf.includes(value)) return `expected one of ${oneOf.join(', ')}`;
    if (pattern && !pattern.test(value)) return `expected the form ${pattern.source}`;
  }
  if (Array.isArray(value) && items && (value.length < items[0] || value.length > items[1]))
    return `expected ${items[0]} to ${items[1]} items, got ${value.length}`;
  if (typeof value === 'number') {
    if (integer && !Number.isSafeInteger(value)) return 'expected a whole number';
    if (range && !(value >= range[0] && value <= range[1])) return `expected ${range[0]} to ${range[1]}`;
  }
  return undefined;
}

function* valuesAt(value: unknown, path: readonly string[], at = ''): Generator<{ member: string; value: unknown }> {
  const [head, ...rest] = path;
  if (value === undefined || value === null) return;
  if (head === undefined) {
    yield { member: at, value };
    return;
  }
  const name = head.replace(/\[\]$/, '');
  const next = (value as Record<string, unknown>)[name];
  const member = at ? `${at}.${name}` : name;
  if (!head.endsWith('[]')) yield* valuesAt(next, rest, member);
  else if (Array.isArray(next)) for (const [i, item] of next.entries()) yield* valuesAt(item, rest, `${member}[${i}]`);
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};
