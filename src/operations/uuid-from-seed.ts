import { hash } from 'node:crypto';

/** A UUID of version 8, whose bits are made of a seed. */
export function uuidFromSeed(seed: string): string {
  const hex = hash('sha256', `resource-share/${seed}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
