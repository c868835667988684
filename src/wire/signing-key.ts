import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

const MAX_KEYS = 1_000;
const keys = new Map<string, KeyObject>();

export interface KeyScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The key that a secret derives for a day, a Region and a service; kept, since every request of that day needs it. */
export function signingKey(secretAccessKey: string, { date, region, service }: KeyScope): KeyObject {
  // Hashed, so that the cache holds no secrets that outlive their day.
  const id = hash('sha256', `${secretAccessKey}\0${date}\0${region}\0${service}`, 'base64');
  const known = keys.get(id);
  if (known) return known;
  const bytes = [date, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  const key = createSecretKey(bytes); // Node makes an Hmac of a KeyObject five times as fast as of a Buffer.
  if (keys.size >= MAX_KEYS) keys.delete(keys.keys().next().value as string);
  keys.set(id, key);
  return key;
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
