import type { ModifyInstanceAttributeRequest } from '@aws-sdk/client-ec2';
import type { Instance } from '../../domain/instance.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { lockInstances, updateInstances } from '../../store/instance.ts';
import { actorOf, change } from '../change.ts';
import { ec2Arn, INSTANCE } from './ec2-ids.ts';
import { type AttributeChange, attributeChangeOf } from './instance-attribute-change.ts';
import { checkInstanceIds } from './instance-ids.ts';
import { logOverages } from './log-overages.ts';
import { refusalFault } from './refusal-fault.ts';

/** Changes one attribute. The type goes through the ledger, for licenses may count it; the others are kept and echoed. */
export const modifyInstanceAttribute: Operation<ModifyInstanceAttributeRequest, object> = {
  resources: ({ InstanceId: id }, scope) => (id ? [ec2Arn(INSTANCE, id, scope)] : []),

  async handle(request, context) {
    const [id] = checkInstanceIds(request.InstanceId ? [request.InstanceId] : []);
    const wanted = attributeChangeOf(request, context);
    if (wanted.attribute === 'instanceType') await changeType(id!, wanted.instanceType, context);
    else await changeSettings(id!, wanted, context);
    return {};
  },
};

async function changeType(instanceId: string, instanceType: string, context: RequestContext): Promise<void> {
  const outcome = await context.ledger.submit({
    kind: 'change-instance-type',
    actor: actorOf(context),
    instanceId,
    instanceType,
  });
  if (!outcome.ok) throw refusalFault(outcome.refusal);
  logOverages(outcome, context);
}

type SettingsChange = Exclude<AttributeChange, { attribute: 'instanceType' }>;

function changeSettings(
  id: string,
  { attribute, stoppedOnly, settingsOf }: SettingsChange,
  context: RequestContext,
): Promise<void> {
  const record = { resources: [ec2Arn(INSTANCE, id, context)], detail: { attribute } };
  return change(context, record, async (trx) => {
    const [instance] = await lockInstances(trx, [id]);
    const refusal = findProblem(id, instance, { context, stoppedOnly });
    if (refusal) throw refusalFault(refusal);
    await updateInstances(trx, [{ ...instance!, settings: { ...instance!.settings, ...settingsOf(instance!) } }]);
  });
}

function findProblem(
  instanceId: string,
  instance: Instance | undefined,
  { context, stoppedOnly }: { context: RequestContext; stoppedOnly: boolean | undefined },
): Refusal | undefined {
  if (instance?.accountId !== context.accountId || instance.region !== context.region)
    return { kind: 'instance-not-found', instanceIds: [instanceId] };
  const { state } = instance;
  const needed = stoppedOnly ? 'modified in this attribute (it must be stopped)' : 'modified';
  const fits = stoppedOnly ? state === 'stopped' : state !== 'terminated' && state !== 'shutting-down';
  return fits ? undefined : { kind: 'instance-state', instanceId, state, needed };
}
