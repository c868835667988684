import type { ModifyInstanceAttributeRequest } from '@aws-sdk/client-ec2';
import type { Operation, RequestContext } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
import { ec2Arn, INSTANCE, SECURITY_GROUP } from '../ec2-ids.ts';
import { logOverages } from '../log-overages.ts';
import { refusalFault } from '../refusal-fault.ts';
import { changeInstanceSettings } from './change-instance-settings.ts';
import { attributeChangeOf } from './instance-attribute-change.ts';
import { checkInstanceIds } from './instance-ids.ts';

/** Changes one attribute. The type goes through the ledger, for licenses may count it; the others are kept and echoed. */
export const modifyInstanceAttribute: Operation<ModifyInstanceAttributeRequest, object> = {
  resources: ({ InstanceId: id, Groups: groups = [] }, scope) => [
    ...(id ? [ec2Arn(INSTANCE, id, scope)] : []),
    ...groups.map((group) => ec2Arn(SECURITY_GROUP, group, scope)),
  ],

  async handle(request, context) {
    const [id] = checkInstanceIds(request.InstanceId ? [request.InstanceId] : []);
    const wanted = attributeChangeOf(request);
    if (wanted.attribute === 'instanceType') await changeType(id!, wanted.instanceType, context);
    else {
      const { attribute, stoppedOnly, settingsOf } = wanted;
      await changeInstanceSettings([id!], context, { detail: { attribute }, stoppedOnly, settingsOf });
    }
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
