import { hash } from 'node:crypto';

/**
 * An id such as `i-0123456789abcdef0`, derived from a seed (the request id) and an index, so that decisions stay free
 * of randomness. `digits` is 17 for EC2's ids and 32 for license configurations.
 */
export function idFromSeed(prefix: string, seed: string, index = 0, digits = 17): string {
  return `${prefix}-${digest(prefix, seed, index).slice(0, digits)}`;
}

/**
 * An id of EC2's that begins with six digits of the time, in steps of 64 ms that come round after twelve days. What is
 * made at about the same time so stands together in every index: a launch writes to the page that the last one wrote to,
 * however many machines there are.
 */
export function idOfTime(prefix: string, at: Date, { seed, index = 0 }: { seed: string; index?: number }): string {
  const step = Math.floor(at.getTime() / 64) % 2 ** 24;
  return `${prefix}-${step.toString(16).padStart(6, '0')}${digest(prefix, seed, index).slice(0, 11)}`;
}

const digest = (prefix: string, seed: string, index: number): string => hash('sha256', `${prefix}/${seed}/${index}`);
