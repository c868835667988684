import { awsType, INSTANCE_INFORMATION, isCustomType } from './inventory-types.ts';

export type Entry = Readonly<Record<string, string>>;

/** One item of PutInventory. Without content it says that its type is as before. */
export interface InventoryItem {
  readonly typeName: string;
  readonly schemaVersion: string;
  readonly captureTime: string;
  /** Opaque: the agent's hash of a text of its own. */
  readonly contentHash: string | undefined;
  readonly content: readonly Entry[] | undefined;
  readonly context: Readonly<Record<string, string>> | undefined;
}

/** Why an item is refused: AWS's code, and what was wrong, expected, and to be done. */
export interface ItemProblem {
  readonly code: string;
  readonly message: string;
  readonly typeName?: string;
}

export const LIMITS = {
  itemBytes: 4 * 1024 * 1024,
  totalBytes: 10 * 1024 * 1024,
  entries: 20_000,
  attributes: 50,
  attributeBytes: 4096,
  customTypes: 20,
} as const;

const problem = (code: string, typeName: string, message: string): ItemProblem => ({ code, typeName, message });

/** What is wrong with the items of one request taken together; undefined where nothing is. */
export function findItemsProblem(items: readonly InventoryItem[]): ItemProblem | undefined {
  const names = items.map(({ typeName }) => typeName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    return problem('InvalidItemContentException', twice, `${clip(twice)} stands twice in this request: expected once.`);
  for (const item of items) {
    const found = findItemProblem(item);
    if (found) return found;
  }
  return undefined;
}

function findItemProblem(item: InventoryItem): ItemProblem | undefined {
  const { typeName, content, contentHash } = item;
  if (typeName === INSTANCE_INFORMATION)
    return problem(
      'InvalidTypeNameException',
      typeName,
      `${typeName} is made from what UpdateInstanceInformation reports; report it there.`,
    );
  if (!awsType(typeName) && !isCustomType(typeName))
    return problem(
      'InvalidTypeNameException',
      typeName,
      `There is no inventory type ${clip(typeName)}: expected one of AWS's, which GetInventorySchema lists, or Custom:NAME.`,
    );
  if (item.context && Object.keys(item.context).length > 0)
    return problem('UnsupportedInventoryItemContextException', typeName, `${typeName} takes no Context: leave it out.`);
  if (content === undefined)
    return contentHash === undefined
      ? problem('InvalidItemContentException', typeName, `${typeName} has neither Content nor ContentHash.`)
      : undefined;
  return findVersionProblem(item) ?? findContentProblem(typeName, content);
}

/** Only of items with content: without, amazon-ssm-agent sends the version of another item. */
function findVersionProblem({ typeName, schemaVersion }: InventoryItem): ItemProblem | undefined {
  const known = awsType(typeName)?.version;
  if (known === undefined || (majorOf(schemaVersion) === majorOf(known) && minorOf(schemaVersion) <= minorOf(known)))
    return undefined;
  return problem(
    'UnsupportedInventorySchemaVersionException',
    typeName,
    `${typeName} has the schema version ${schemaVersion}: expected ${known} or an earlier one of ${majorOf(known)}.`,
  );
}

const majorOf = (version: string): number => Number(version.split('.')[0]);
const minorOf = (version: string): number => Number(version.split('.')[1]);

function findContentProblem(typeName: string, content: readonly Entry[]): ItemProblem | undefined {
  if (content.length > LIMITS.entries)
    return problem(
      'SubTypeCountLimitExceededException',
      typeName,
      `${typeName} has ${content.length} entries: expected at most ${LIMITS.entries}.`,
    );
  const known = awsType(typeName) && new Set(awsType(typeName)?.attributes);
  for (const [index, entry] of content.entries()) {
    const found = findEntryProblem(entry, known);
    if (found) return problem('InvalidItemContentException', typeName, `Entry ${index} of ${typeName} ${found}.`);
  }
  return undefined;
}

function findEntryProblem(entry: Entry, known: ReadonlySet<string> | undefined): string | undefined {
  const names = Object.keys(entry);
  if (names.length > LIMITS.attributes) return `has ${names.length} attributes: expected at most ${LIMITS.attributes}`;
  for (const name of names) {
    if (known && !known.has(name)) return `has the attribute ${clip(name)}: expected ${[...known].join(', ')}`;
    if (!known && !/^[\p{L}\p{N}_.:/@ -]{1,64}$/u.test(name))
      return `has the attribute ${clip(name)}, which is no name`;
    const length = entry[name]!.length;
    if (length > LIMITS.attributeBytes)
      return `has ${length} characters in ${clip(name)}: expected at most ${LIMITS.attributeBytes}`;
  }
  return undefined;
}

/** The first item that is too large, or all together; `sizes` are the bytes of each item's content. */
export function findSizeProblem(
  sizes: readonly { readonly typeName: string; readonly bytes: number }[],
): ItemProblem | undefined {
  const large = sizes.find(({ bytes }) => bytes > LIMITS.itemBytes);
  if (large)
    return problem(
      'ItemSizeLimitExceededException',
      large.typeName,
      `${large.typeName} has ${large.bytes} bytes: expected at most ${LIMITS.itemBytes}.`,
    );
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  return total > LIMITS.totalBytes
    ? {
        code: 'TotalSizeLimitExceededException',
        message: `The items have ${total} bytes together (${sizes.map(({ typeName, bytes }) => `${typeName} ${bytes}`).join(', ')}): expected at most ${LIMITS.totalBytes}.`,
      }
    : undefined;
}

/** What is known of a type that a server reported before. */
export interface KnownItem {
  readonly typeName: string;
  readonly contentHash: string | null;
}

export type ItemChange =
  | { readonly kind: 'write'; readonly item: InventoryItem & { readonly content: readonly Entry[] } }
  /** As before, seen again at another time. */
  | { readonly kind: 'seen'; readonly item: InventoryItem }
  /** The hash of something that is not known here: it must come in full. */
  | { readonly kind: 'mismatch'; readonly typeName: string };

/**
 * What an item changes. A hash that is known means "as before", with content or without; one that is not, without content,
 * is refused, which is how an agent learns that its data are lost here. An empty list is content.
 */
export function changeOf(item: InventoryItem, known: KnownItem | undefined): ItemChange {
  const { content, contentHash, typeName } = item;
  const isKnown = known !== undefined && contentHash !== undefined && known.contentHash === contentHash;
  if (isKnown) return { kind: 'seen', item };
  return content === undefined ? { kind: 'mismatch', typeName } : { kind: 'write', item: { ...item, content } };
}

const clip = (text: string): string => (text.length > 100 ? `${text.slice(0, 97)}...` : text);
