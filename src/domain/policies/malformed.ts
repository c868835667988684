/** A policy that is not in IAM's language: where, and what was expected there. `parsePolicy` catches it. */
export class Malformed extends Error {
  override readonly name = 'Malformed';

  constructor(place: string, problem: string) {
    super(`${place}: ${problem}.`);
  }
}

/** A value as messages show it, short whatever it is. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 100 ? `${value.slice(0, 100)}…` : value}'`;
  if (Array.isArray(value)) return 'a list';
  return value !== null && typeof value === 'object' ? 'an object' : String(value);
}

/** The members of a JSON object. */
export function membersOf(place: string, value: unknown): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Malformed(place, `expected an object, got ${show(value)}`);
  return Object.entries(value);
}

/** What JSON may write alone or as a list, with the place of each. */
export const itemsOf = (place: string, value: unknown): { readonly place: string; readonly item: unknown }[] =>
  Array.isArray(value) ? value.map((item, n) => ({ place: `${place}[${n}]`, item })) : [{ place, item: value }];

/** A text, or a list of texts, each of which `check` accepts. */
export function textsOf(place: string, value: unknown, check: (place: string, text: string) => void): string[] {
  return itemsOf(place, value).map(({ place: at, item }) => {
    if (typeof item !== 'string') throw new Malformed(at, `expected a text, got ${show(item)}`);
    check(at, item);
    return item;
  });
}
