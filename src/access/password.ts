import { randomBytes, timingSafeEqual } from 'node:crypto';
import { scryptAsync } from '@noble/hashes/scrypt.js';

/** 32 MiB (OWASP, Password Storage Cheat Sheet). It is computed in slices, between which requests are answered. */
const COST = { N: 2 ** 15, r: 8, p: 3, dkLen: 32, asyncTick: 5 };

/** A password as it is kept: salt and key of scrypt with COST, in Base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt-15-8-3.${salt.toString('base64')}.${(await keyOf(password, salt)).toString('base64')}`;
}

/** Whether a password is the one that was hashed. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, salt = '', key = ''] = hash.split('.');
  return timingSafeEqual(await keyOf(password, Buffer.from(salt, 'base64')), Buffer.from(key, 'base64'));
}

const keyOf = async (password: string, salt: Uint8Array): Promise<Buffer> =>
  Buffer.from(await scryptAsync(password.normalize('NFC'), salt, COST));
