import type { DescribePlacementGroupsRequest, DescribePlacementGroupsResult } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';

/** Headroom has no placement groups: the name that a launch gives one is kept and told, and does nothing. */
export const describePlacementGroups: Operation<DescribePlacementGroupsRequest, DescribePlacementGroupsResult> = {
  async handle({ GroupNames: [name] = [], GroupIds: [id] = [] }) {
    if (name ?? id) throw new Fault('InvalidPlacementGroup.Unknown', `The Placement Group '${name ?? id}' is unknown.`);
    return { PlacementGroups: [] };
  },
};
