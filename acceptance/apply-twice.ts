import assert from 'node:assert/strict';
import type { Tag } from '@aws-sdk/client-ec2';
import { ec2 } from './clients.ts';

// What version 5.100 of Terraform's AWS provider calls for a resource, and what it takes from the answers into its state: a
// second plan finds no difference where that is what was asked.

export interface Resource<Asked> {
  /** Resolves with its id. */
  readonly create: (asked: Asked) => Promise<string>;
  /** Its state; undefined where it is gone. */
  readonly read: (id: string) => Promise<Asked | undefined>;
  readonly update?: (id: string, asked: Asked) => Promise<unknown>;
  readonly destroy: (id: string) => Promise<unknown>;
}

/** Applies twice what is asked, then twice what is asked next, and destroys it. */
export async function applyTwice<Asked>(resource: Resource<Asked>, first: Asked, second = first): Promise<void> {
  const id = await resource.create(first);
  for (const _ of ['plan', 'plan again']) assert.deepEqual(await resource.read(id), first);
  await resource.update?.(id, second);
  for (const _ of ['plan', 'plan again']) assert.deepEqual(await resource.read(id), second);
  await resource.destroy(id);
  for (const _ of ['plan', 'plan again']) assert.equal(await resource.read(id), undefined);
}

/** What is read, or undefined where the answer is that it is gone. */
export const orGone = <T>(reading: Promise<T>, gone: string): Promise<T | undefined> =>
  reading.catch((error: Error) => {
    if (error.name === gone) return undefined;
    throw error;
  });

export const tagsOf = (team: string): Tag[] => [{ Key: 'team', Value: team }];
export const team = (tags: readonly Tag[] | undefined) => tags?.find(({ Key }) => Key === 'team')?.Value ?? '';
export const tag = (id: string, value: string) => ec2.createTags({ Resources: [id], Tags: tagsOf(value) });
