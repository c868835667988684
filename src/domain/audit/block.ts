import { hash } from 'node:crypto';

/** A block of an account's trail. Its JSON, in this order of members, is what is signed. */
export interface Block {
  readonly accountId: string;
  /** From 1 on, without a gap. */
  readonly number: number;
  /** The digest of the block before; empty in the first. */
  readonly previous: string;
  readonly sealedAt: string;
  /** The key that signs it. */
  readonly key: string;
  /** The digests of its events, in their order. */
  readonly events: readonly string[];
}

/** SHA-256, as the trail writes it. */
export const digestOf = (text: string): string => hash('sha256', text, 'base64');

/** That all blocks of an account from one to another are what there is of a time. Its JSON is what is signed. */
export interface Closing {
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  /** Both zero where there is none. */
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly lastDigest: string;
  readonly exportedAt: string;
  /** The last block that was dropped because of its age, and when, where there is one. */
  readonly dropped?: { readonly number: number; readonly digest: string; readonly at: string };
  readonly key: string;
  /** PEM, by the key's id. */
  readonly publicKeys: Readonly<Record<string, string>>;
}
