import { resourceArn } from '../resource.ts';

/** Systems Manager's ids: of a server that registered, or of an EC2 machine. */
export const MACHINE_ID = /^(mi-[0-9a-f]{17}|i-([0-9a-f]{8}|[0-9a-f]{17}))$/;

export const isEc2Id = (instanceId: string): boolean => instanceId.startsWith('i-');

/** The ARN of what Systems Manager knows by an id. */
export const machineArn = (id: string, scope: { readonly accountId: string; readonly region: string }): string =>
  resourceArn({
    type: isEc2Id(id) ? 'EC2_INSTANCE' : 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
    id,
    ownerId: scope.accountId,
    region: scope.region,
  });

/** What that asks for, in words. */
export const MACHINE_ID_FORM = 'a server ID such as mi-0123456789abcdef0, or an instance ID';
