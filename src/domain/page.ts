import { createHash } from 'node:crypto';

/** Where a page ended: the sort key of its last item. */
export type PageKey = readonly (string | number)[];

export interface PageScope {
  readonly operation: string;
  /** The members of the request that choose the list, such as its filters: a token serves only the list it is of. */
  readonly scope: unknown;
}

const version = 1;

/** An opaque token to continue a list after the item with that sort key. */
export function encodePageToken({ after, ...list }: PageScope & { readonly after: PageKey }): string {
  return Buffer.from(JSON.stringify([version, digestOf(list, after), ...after])).toString('base64url');
}

/**
 * The sort key in a token, or undefined if the token is garbled, of another list, or its key is not of the kinds that
 * the list's keys have. The digest is no signature: whoever forges a token can skip items of that list, no more.
 */
export function decodePageToken(
  token: string,
  { kinds, ...list }: PageScope & { readonly kinds: readonly ('string' | 'number')[] },
): PageKey | undefined {
  const [tokenVersion, digest, ...after] = parseArray(token);
  const ofKinds = after.length === kinds.length && after.every((part, i) => isOfKind(part, kinds[i]));
  return tokenVersion === version && ofKinds && digest === digestOf(list, after as PageKey)
    ? (after as PageKey)
    : undefined;
}

function parseArray(token: string): unknown[] {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.toString('base64url') !== token) return [];
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

// PostgreSQL stores no NUL in a text, and numbers of places are whole; JSON can spell others, and infinite ones.
const isOfKind = (part: unknown, kind: unknown): boolean =>
  typeof part === kind && (typeof part === 'string' ? !part.includes('\0') : Number.isSafeInteger(part));

function digestOf({ operation, scope }: PageScope, after: PageKey): string {
  const content = JSON.stringify([operation, scope ?? null, after], sortMembers);
  return createHash('sha256').update(content).digest('base64url').slice(0, 16);
}

const sortMembers = (_: string, value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

export interface PageOptions<Item> {
  readonly limit: number;
  readonly keyOf: (item: Item) => PageKey;
  /** The key to continue after; the first page has none. */
  readonly after?: PageKey | undefined;
}

/** The next items of a list sorted by its keys, and the key to continue after if there are more. */
export function pageOf<Item>(
  sorted: readonly Item[],
  { limit, keyOf, after }: PageOptions<Item>,
): { readonly items: readonly Item[]; readonly after: PageKey | undefined } {
  const rest = after ? sorted.filter((item) => comparePageKeys(keyOf(item), after) > 0) : sorted;
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, after: last !== undefined && rest.length > limit ? keyOf(last) : undefined };
}

// Ascending, part by part; text in the order of its UTF-16 code units.
function comparePageKeys(a: PageKey, b: PageKey): number {
  const i = a.findIndex((part, index) => part !== b[index]);
  if (i === -1) return 0;
  return a[i]! < b[i]! ? -1 : 1;
}
