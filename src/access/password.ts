import { randomBytes, timingSafeEqual } from 'node:crypto';
import { scryptAsync } from '@noble/hashes/scrypt.js';

/** 32 MiB (OWASP, Password Storage Cheat Sheet). It is computed in slices, between which requests are answered. */
const COST = { N: 2 ** 15, r: 8, p: 3, dkLen: 32, asyncTick: 5 };

/** A password as it is kept: salt and key of scrypt with COST, in Base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt-15-8-3.${salt.toString('base64')}.${(await keyOf(password, salt)).toString('base64')}`;
}

/** Whether a password is the one that was hashed. False without a hash, which takes as long to find out. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, salt = '', key = ''] = hash?.split('.') ?? [];
  const derived = await keyOf(password, Buffer.from(salt, 'base64'));
  return hash !== undefined && timingSafeEqual(derived, Buffer.from(key, 'base64'));
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: many at once would take their memory at once, and no one of them be there sooner. */
function keyOf(password: string, salt: Uint8Array): Promise<Buffer> {
  const key = last.then(async () => Buffer.from(await scryptAsync(password.normalize('NFC'), salt, COST)));
  last = key.catch(() => {});
  return key;
}
