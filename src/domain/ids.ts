import { hash } from 'node:crypto';

/**
 * An id such as `i-0123456789abcdef0`, derived from a seed (the request id) and an index, so that decisions stay free
 * of randomness. `digits` is 17 for EC2's ids and 32 for license configurations.
 */
export function idFromSeed(prefix: string, seed: string, index = 0, digits = 17): string {
  return `${prefix}-${hash('sha256', `${prefix}/${seed}/${index}`).slice(0, digits)}`;
}
