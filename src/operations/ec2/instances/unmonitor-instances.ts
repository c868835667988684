import type { UnmonitorInstancesRequest, UnmonitorInstancesResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { changeInstanceSettings } from './change-instance-settings.ts';
import { checkInstanceIds } from './instance-ids.ts';

/** The state in the answer is a passing one, as in EC2's; it is over when the next request comes. */
export const unmonitorInstances: Operation<UnmonitorInstancesRequest, UnmonitorInstancesResult> = {
  resources: ({ InstanceIds = [] }, scope) => InstanceIds.map((id) => ec2Arn(INSTANCE, id, scope)),

  async handle({ InstanceIds: ids }, context) {
    const settingsOf = () => ({ monitoring: false });
    const changed = await changeInstanceSettings(checkInstanceIds(ids), context, {
      detail: { monitoring: false },
      settingsOf,
    });
    return { InstanceMonitorings: changed.map(({ id }) => ({ InstanceId: id, Monitoring: { State: 'disabling' } })) };
  },
};
