import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Entry } from './inventory-item.ts';

/** The content of an inventory item as its row has it: one of them is null. */
export interface StoredContent {
  readonly content: readonly Entry[] | null;
  readonly packed: Buffer | null;
}

/** The one type whose content statements look into. */
const PLAIN = 'AWS:InstanceDetailedInformation';

/** What is written of an item's content, which is JSON text. Entries resemble each other: the fastest level does well. */
export const packContent = (typeName: string, text: string): { content: string | null; packed: Buffer | null } =>
  typeName === PLAIN ? { content: text, packed: null } : { content: null, packed: deflateRawSync(text, { level: 1 }) };

/** The entries of an item. */
export const unpackContent = ({ content, packed }: StoredContent): readonly Entry[] =>
  packed ? JSON.parse(inflateRawSync(packed).toString()) : (content ?? []);
