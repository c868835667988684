import type { RebootInstancesRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { change } from '../../change.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { readNamed } from './list-instances.ts';

/** A reboot keeps the state and the licenses, so all that it leaves is its audit event. */
export const rebootInstances: Operation<RebootInstancesRequest, object> = {
  constraints: { InstanceIds: { items: [0, 1000] } },
  resources: ({ InstanceIds: ids = [] }, scope) => ids.map((id) => ec2Arn(INSTANCE, id, scope)),

  async handle({ InstanceIds: ids = [] }, context) {
    const instances = await readNamed(ids, context);
    const down = instances.find(({ state }) => state !== 'running' && state !== 'pending');
    if (down)
      throw new Fault(
        'IncorrectState',
        `The instance '${down.id}' is not in a state from which it can be rebooted; it is ${down.state}.`,
      );
    await change(context, { resources: instances.map(({ id }) => ec2Arn(INSTANCE, id, context)) }, async () => {});
    return {};
  },
};
