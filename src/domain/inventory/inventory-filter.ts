import type { Entry } from './inventory-item.ts';
import { awsType, isCustomType } from './inventory-types.ts';

export type Comparator = 'Equal' | 'NotEqual' | 'BeginWith' | 'LessThan' | 'GreaterThan' | 'Exists';

export const COMPARATORS: readonly Comparator[] = [
  'Equal',
  'NotEqual',
  'BeginWith',
  'LessThan',
  'GreaterThan',
  'Exists',
];

/** A condition on an attribute of a type's entries; without an attribute, on whether the type was reported. */
export interface InventoryFilter {
  readonly typeName: string;
  readonly attribute: string | undefined;
  readonly comparator: Comparator;
  readonly values: readonly string[];
}

export interface AttributeName {
  readonly typeName: string;
  readonly attribute: string | undefined;
}

/** Takes `AWS:Application.Name` apart, or `AWS:Application`; undefined where it names no type or attribute there is. */
export function parseAttributeName(text: string): AttributeName | undefined {
  if (awsType(text)) return { typeName: text, attribute: undefined };
  const dot = text.lastIndexOf('.');
  const [typeName, attribute] = dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
  const known = awsType(typeName);
  if (known)
    return attribute !== undefined && known.attributes.includes(attribute) ? { typeName, attribute } : undefined;
  return isCustomType(typeName) ? { typeName, attribute } : undefined;
}

// Digits compare as numbers, so that 3.10 is later than 3.9.
const { compare } = new Intl.Collator('en', { numeric: true });

const TESTS: Readonly<Record<Exclude<Comparator, 'Exists'>, (text: string, value: string) => boolean>> = {
  Equal: (text, value) => text === value,
  NotEqual: (text, value) => text !== value,
  BeginWith: (text, value) => text.startsWith(value),
  LessThan: (text, value) => compare(text, value) < 0,
  GreaterThan: (text, value) => compare(text, value) > 0,
};

/** Whether an entry meets a filter. Values are alternatives, but for NotEqual, which none of them may be. */
export function entryMatches({ attribute, comparator, values }: InventoryFilter, entry: Entry): boolean {
  if (comparator === 'Exists' || attribute === undefined) return true;
  const text = Object.hasOwn(entry, attribute) ? entry[attribute] : undefined;
  if (comparator === 'NotEqual') return values.every((value) => text !== value);
  return text !== undefined && values.some((value) => TESTS[comparator](text, value));
}

/** What a server reported, by type. */
export type ContentOf = (typeName: string) => readonly Entry[] | undefined;

/**
 * Whether a server meets all filters. Those of one type must be met by one entry: the version asked for is that of the
 * application asked for. Where a type has nothing but NotEqual, no entry may be one of the values: "servers without X".
 */
export function serverMatches(filters: readonly InventoryFilter[], contentOf: ContentOf): boolean {
  const byType = Map.groupBy(filters, ({ typeName }) => typeName);
  return [...byType].every(([typeName, ofType]) => typeMatches(ofType, contentOf(typeName)));
}

function typeMatches(filters: readonly InventoryFilter[], content: readonly Entry[] | undefined): boolean {
  const exists = filters.filter(({ comparator }) => comparator === 'Exists');
  if (exists.some((filter) => !existenceMatches(filter, content))) return false;
  const others = filters.filter(({ comparator }) => comparator !== 'Exists');
  if (others.length === 0) return true;
  const entries = content ?? [];
  const meetsAll = (entry: Entry) => others.every((filter) => entryMatches(filter, entry));
  return others.every(({ comparator }) => comparator === 'NotEqual') ? entries.every(meetsAll) : entries.some(meetsAll);
}

/** `false` asks for servers that did not report it. */
function existenceMatches({ attribute, values }: InventoryFilter, content: readonly Entry[] | undefined): boolean {
  const exists =
    attribute === undefined
      ? content !== undefined
      : (content ?? []).some((entry) => Object.hasOwn(entry, attribute) && entry[attribute] !== '');
  return exists !== values.includes('false');
}
