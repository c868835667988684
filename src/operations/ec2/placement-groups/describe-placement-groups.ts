import type {
  DescribePlacementGroupsRequest,
  DescribePlacementGroupsResult,
  PlacementGroup,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { placementGroupRef } from '../../../domain/records/placement-group.ts';
import type { Operation } from '../../../operation.ts';
import { PLACEMENT_GROUP } from '../ec2-ids.ts';
import { listRecords } from '../records/list-records.ts';
import { describePlacementGroup } from './placement-group-shape.ts';

/** All that there are, of those that are named; EC2 has no pages of them, and an account has no more than 500. */
export const describePlacementGroups: Operation<DescribePlacementGroupsRequest, DescribePlacementGroupsResult> = {
  async handle({ GroupIds: ids, GroupNames: names = [], ...request }, context) {
    const { items } = await listRecords<'placement-group', PlacementGroup>(request, context, {
      operation: 'DescribePlacementGroups',
      kind: PLACEMENT_GROUP,
      ids,
      ...(names.length > 0 && { refs: names.map(placementGroupRef) }),
      describe: describePlacementGroup,
      accessors,
      tagsOf: (group) => group.Tags,
    });
    const missing = names.filter((name) => !items.some((group) => group.GroupName === name));
    if (missing.length > 0 && !request.Filters?.length) throw PLACEMENT_GROUP.notFound(missing);
    return { PlacementGroups: items };
  },
};

const accessors: Accessors<PlacementGroup> = {
  'group-arn': (group) => group.GroupArn,
  'group-name': (group) => group.GroupName,
  'spread-level': (group) => group.SpreadLevel,
  state: (group) => group.State,
  strategy: (group) => group.Strategy,
};
