import type { Placement } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';

/** Faults InvalidParameterCombination where a placement group is given by its name and by its id. */
export function checkOneGroup({ GroupName, GroupId }: Pick<Placement, 'GroupName' | 'GroupId'>): void {
  if (GroupName && GroupId)
    throw new Fault('InvalidParameterCombination', 'Give the placement group by GroupName or by GroupId, not both.');
}
