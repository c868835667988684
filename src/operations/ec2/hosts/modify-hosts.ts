import type { ModifyHostsRequest, ModifyHostsResult } from '@aws-sdk/client-ec2';
import { CommonFault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
import { checkHostIds, hostResults, hostsFrame } from './host-results.ts';
import { hostSettingConstraints, hostSettings, takenTypes } from './host-settings.ts';

/** Changes what hosts take and their switches, each host for itself. */
export const modifyHosts: Operation<ModifyHostsRequest, ModifyHostsResult> = {
  ...hostsFrame,
  constraints: { ...hostsFrame.constraints, ...hostSettingConstraints },

  async handle(input, context) {
    const hostIds = checkHostIds(input);
    const takes = takenTypes(input);
    const change = { ...hostSettings(input), ...(takes && { takes }) };
    if (Object.keys(change).length === 0)
      throw new CommonFault(
        'MissingMember',
        'The request must contain AutoPlacement, HostRecovery, HostMaintenance, InstanceType or InstanceFamily',
      );
    return hostResults(await context.ledger.submit({ kind: 'modify-hosts', actor: actorOf(context), hostIds, change }));
  },
};
