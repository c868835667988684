import { createPublicKey, hash, type KeyObject } from 'node:crypto';

/** Public keys (PEM) by the id that the server gives a key that it signs with. */
export function keysOf(pems: readonly string[]): Map<string, KeyObject> {
  return new Map(
    pems.map((pem) => {
      const key = createPublicKey(pem);
      return [hash('sha256', key.export({ type: 'spki', format: 'pem' }), 'hex').slice(0, 32), key];
    }),
  );
}
