import type { DeregisterManagedInstanceRequest, DeregisterManagedInstanceResult } from '@aws-sdk/client-ssm';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import type { Operation } from '../../operation.ts';
import { actorOf } from '../change.ts';
import { unknownInstance } from './named-instance.ts';

/** Forgets a server: what it holds of licenses is given back with it. Its agent is refused from then on. */
export const deregisterManagedInstance: Operation<DeregisterManagedInstanceRequest, DeregisterManagedInstanceResult> = {
  resources: ({ InstanceId }, scope) => [machineArn(InstanceId!, scope)],
  constraints: { InstanceId: { pattern: /^mi-[0-9a-f]{17}$/, form: 'a server ID such as mi-0123456789abcdef0' } },
  async handle({ InstanceId }, context) {
    const outcome = await context.ledger.submit({
      kind: 'deregister-server',
      actor: actorOf(context),
      instanceId: InstanceId!,
    });
    if (!outcome.ok) throw unknownInstance(InstanceId!);
    return {};
  },
};
