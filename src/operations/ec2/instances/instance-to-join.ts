import type { Transaction } from 'kysely';
import type { Instance } from '../../../domain/instances/instance.ts';
import { interfacesOf } from '../../../domain/instances/interfaces.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { lockInstances } from '../../../store/instance.ts';
import type { DB } from '../../../store/schema.ts';
import { checkId, INSTANCE } from '../ec2-ids.ts';
import { refusalFault } from '../refusal-fault.ts';

/** A machine of the account, locked, in a state in which things can be attached to it; `needed` says what for. */
export async function requireLasting(
  trx: Transaction<DB>,
  context: RequestContext,
  { id, needed }: { id: string; needed: string },
): Promise<Instance> {
  checkId(INSTANCE, id);
  const [instance] = await lockInstances(trx, [id]);
  if (instance?.accountId !== context.accountId || instance.region !== context.region)
    throw refusalFault({ kind: 'instance-not-found', instanceIds: [id] });
  const { state } = instance;
  if (state === 'terminated' || state === 'shutting-down')
    throw refusalFault({ kind: 'instance-state', instanceId: id, state, needed });
  return instance;
}

/** The network interface of a machine that something is to lead to, which has no other. */
export async function onlyInterfaceOf(trx: Transaction<DB>, context: RequestContext, instanceId: string) {
  const instance = await requireLasting(trx, context, { id: instanceId, needed: 'given an address or a route' });
  const [only, another] = interfacesOf(instance);
  if (another)
    throw new Fault(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instanceId}'. Please specify an interface ID for the operation instead.`,
    );
  return { instance, only: only! };
}
