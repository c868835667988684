import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Kysely } from 'kysely';
import { findMachineKey } from '../store/managed-instance.ts';
import type { DB } from '../store/schema.ts';

/** A managed server, as its key or its session proves it. */
export interface Machine {
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
}

/** The server with the RSA key that it is registered with; undefined where there is no such server. */
export async function findMachine(
  db: Kysely<DB>,
  instanceId: string,
): Promise<(Machine & { readonly publicKey: KeyObject }) | undefined> {
  const found = await findMachineKey(db, instanceId);
  if (!found) return undefined;
  const { publicKey, ...machine } = found;
  return { ...machine, publicKey: createPublicKey({ key: publicKey, format: 'der', type: 'spki' }) };
}
