export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

type Scalar = string | number | boolean | Date;
export type FilterValue = Scalar | readonly Scalar[] | undefined;
export type Accessors<Item> = Readonly<Record<string, (item: Item) => FilterValue>>;

export interface FilterRules<Item> {
  /** What each filter name looks at. A list matches if one of its entries does; undefined never does. */
  readonly accessors: Accessors<Item>;
  /** Given for items that carry tags, this allows the filters `tag:KEY`, `tag-key` and `tag-value`. */
  readonly tagsOf?: (item: Item) => readonly Tag[];
}

export type FilterRefusal =
  | { readonly ok: false; readonly kind: 'invalid'; readonly name: string }
  | { readonly ok: false; readonly kind: 'tooMany'; readonly what: keyof typeof MOST; readonly limit: number };

export type ParsedFilters<Item> = { readonly ok: true; readonly matches: (item: Item) => boolean } | FilterRefusal;

/** What EC2 takes: filters of a request, values of all of them together, and characters of one value. */
const MOST = { filters: 50, values: 200, characters: 255 };

/**
 * Filters as EC2 takes them: an item matches if, for every filter, one of its values does, by case, with `*` for any
 * text, `?` for any one character and `\` before either, or before itself, to mean it. Nothing fits a filter
 * without values. One whose name is not known is refused as `invalid`, more than EC2 takes as `tooMany`.
 */
export function parseFilters<Item>(
  filters: readonly Filter[] | undefined,
  rules: FilterRules<Item>,
): ParsedFilters<Item> {
  const tests: ((item: Item) => boolean)[] = [];
  const excess = excessOf(filters ?? []);
  if (excess) return { ok: false, kind: 'tooMany', what: excess, limit: MOST[excess] };
  for (const { Name, Values } of filters ?? []) {
    const accessor = Name === undefined ? undefined : accessorOf(Name, rules);
    if (!accessor) return { ok: false, kind: 'invalid', name: Name ?? 'null' };
    const patterns = (Values ?? []).map(wildcardMatcher);
    tests.push((item) => textsOf(accessor(item)).some((text) => patterns.some((matches) => matches(text))));
  }
  return { ok: true, matches: (item) => tests.every((test) => test(item)) };
}

function excessOf(filters: readonly Filter[]): keyof typeof MOST | undefined {
  const values = filters.flatMap(({ Values = [] }) => Values);
  if (filters.length > MOST.filters) return 'filters';
  if (values.length > MOST.values) return 'values';
  return values.some((value) => value.length > MOST.characters) ? 'characters' : undefined;
}

function accessorOf<Item>(name: string, { accessors, tagsOf }: FilterRules<Item>) {
  if (Object.hasOwn(accessors, name)) return accessors[name];
  if (!tagsOf) return undefined;
  if (name === 'tag-key') return (item: Item) => tagsOf(item).map((tag) => tag.Key ?? '');
  if (name === 'tag-value') return (item: Item) => tagsOf(item).map((tag) => tag.Value ?? '');
  if (!name.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return (item: Item) =>
    tagsOf(item)
      .filter((tag) => tag.Key === key)
      .map((tag) => tag.Value ?? '');
}

function textsOf(value: FilterValue): string[] {
  if (value === undefined) return [];
  const scalars = Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar];
  return scalars.map((scalar) => (scalar instanceof Date ? scalar.toISOString() : String(scalar)));
}

const anyText = Symbol('*');
const anyCharacter = Symbol('?');
type Token = string | typeof anyText | typeof anyCharacter;

/** A test whether a whole text has the form of the pattern, in time that the text's length bounds, not the pattern's. */
export function wildcardMatcher(pattern: string): (text: string) => boolean {
  if (!/[*?\\]/.test(pattern)) return (text) => text === pattern;
  const tokens = Array.from(pattern.matchAll(/\\[*?\\]|\*+|./gsu), ([part]) => tokenOf(part));
  return (text) => matchesTokens(tokens, [...text]);
}

function tokenOf(part: string): Token {
  if (part.startsWith('*')) return anyText;
  if (part === '?') return anyCharacter;
  return part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
}

// On a mismatch only the latest `*` can help by taking one character more, so there is one place to go back to.
function matchesTokens(tokens: readonly Token[], text: readonly string[]): boolean {
  let [token, at] = [0, 0];
  let retry: { token: number; at: number } | undefined;
  while (at < text.length) {
    const expected = tokens[token];
    if (expected === anyText) {
      token += 1;
      retry = { token, at };
    } else if (expected === anyCharacter || expected === text[at]) {
      token += 1;
      at += 1;
    } else if (retry) {
      retry.at += 1;
      ({ token, at } = retry);
    } else return false;
  }
  const left = tokens.length - token;
  return left === 0 || (left === 1 && tokens[token] === anyText);
}
