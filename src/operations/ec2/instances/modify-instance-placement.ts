import type { ModifyInstancePlacementRequest, ModifyInstancePlacementResult } from '@aws-sdk/client-ec2';
import type { ChangePlacementCommand } from '../../../domain/commands.ts';
import { printedGroupArn } from '../../../domain/hosts/host-resource-group.ts';
import { CommonFault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
import { checkId, ec2Arn, HOST, INSTANCE, PLACEMENT_GROUP } from '../ec2-ids.ts';
import { logOverages } from '../log-overages.ts';
import { checkOneGroup } from '../placement-groups/one-group.ts';
import { placementArns } from '../placement-groups/placement-arns.ts';
import { refusalFault } from '../refusal-fault.ts';
import { checkInstanceIds } from './instance-ids.ts';

/** Moves a stopped instance to another tenancy, host or host resource group; room and licenses are checked when it starts. */
export const modifyInstancePlacement: Operation<ModifyInstancePlacementRequest, ModifyInstancePlacementResult> = {
  resources: async ({ InstanceId: id, HostId: hostId, GroupName: name, GroupId: groupId }, scope) => [
    ...(id ? [ec2Arn(INSTANCE, id, scope)] : []),
    ...(hostId ? [ec2Arn(HOST, hostId, scope)] : []),
    ...(await placementArns({ placementGroup: name, placementGroupId: groupId }, scope)),
  ],
  constraints: {
    Affinity: { oneOf: ['default', 'host'] },
    Tenancy: { oneOf: ['default', 'dedicated', 'host'] },
    GroupName: { length: [0, 255] },
    PartitionNumber: { integer: true, range: [1, 7] },
  },

  async handle(input, context) {
    const [instanceId] = checkInstanceIds(input.InstanceId ? [input.InstanceId] : []);
    const change = changeOf(input);
    const command = { kind: 'change-placement', actor: actorOf(context), instanceId: instanceId!, change } as const;
    const outcome = await context.ledger.submit(command);
    if (!outcome.ok) throw refusalFault(outcome.refusal);
    logOverages(outcome, context);
    return { Return: true };
  },
};

function changeOf(input: ModifyInstancePlacementRequest): ChangePlacementCommand['change'] {
  checkOneGroup(input);
  if (input.GroupId) checkId(PLACEMENT_GROUP, input.GroupId);
  if (input.HostId) checkId(HOST, input.HostId);
  const change = {
    tenancy: input.Tenancy,
    affinity: input.Affinity,
    hostId: input.HostId,
    hostResourceGroupArn: input.HostResourceGroupArn && printedGroupArn(input.HostResourceGroupArn),
    placementGroup: input.GroupName,
    placementGroupId: input.GroupId,
    partitionNumber: input.PartitionNumber,
  };
  if (Object.values(change).every((value) => value === undefined))
    throw new CommonFault(
      'MissingMember',
      'The request must contain Tenancy, Affinity, HostId, HostResourceGroupArn, GroupName, GroupId or PartitionNumber',
    );
  return change;
}
