import type { Constraints } from '../../domain/constraints.ts';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import { Fault } from '../../fault.ts';

interface TagRequest {
  readonly ResourceType: string | undefined;
  readonly ResourceId: string | undefined;
}

/** Of what Systems Manager tags, servers that registered are there; EC2 tags its machines itself. */
export const taggedFrame = {
  constraints: { ResourceId: { length: [1, 128] } } satisfies Constraints,
  resources: ({ ResourceId: id = '' }: TagRequest, scope: { accountId: string; region: string }): string[] =>
    SERVER_ID.test(id) ? [machineArn(id, scope)] : [],
} as const;

const SERVER_ID = /^mi-[0-9a-f]{17}$/;

/** The id of the server that a request is about; faults where it is about something else. */
export function taggedServer({ ResourceType: type, ResourceId: id = '' }: TagRequest): string {
  if (type !== 'ManagedInstance')
    throw new Fault('InvalidResourceType', `The resource type is "${type?.slice(0, 100)}": expected ManagedInstance.`);
  if (!SERVER_ID.test(id)) throw unknownServer(id);
  return id;
}

export const unknownServer = (id: string): Fault =>
  new Fault(
    'InvalidResourceId',
    `There is no managed server "${id.slice(0, 128)}": expected an id as mi-0123456789abcdef0. EC2's CreateTags is for EC2's.`,
  );
