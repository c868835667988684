import type { CreatePlacementGroupRequest, CreatePlacementGroupResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import { ec2Keys } from '../../../domain/policies/ec2-keys.ts';
import type { PlacementGroup } from '../../../domain/records/placement-group.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockAccount } from '../../../store/account.ts';
import { insertRecord } from '../../../store/ec2-record.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { change } from '../../change.ts';
import { ec2Arn, PLACEMENT_GROUP } from '../ec2-ids.ts';
import { newRecord } from '../records/own-record.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { describePlacementGroup } from './placement-group-shape.ts';

/** Groups of an account in a Region (EC2 user guide, quotas of placement groups); one is read whole, for the list has no pages. */
const MOST_GROUPS = 500;

export const createPlacementGroup: Operation<CreatePlacementGroupRequest, CreatePlacementGroupResult> = {
  constraints: {
    GroupName: { length: [1, 255], pattern: /^[\x20-\x7e]+$/, form: 'ASCII characters' },
    Strategy: { oneOf: ['cluster', 'partition', 'spread'] },
    PartitionCount: { integer: true, range: [1, 7] },
    SpreadLevel: { oneOf: ['host', 'rack'] },
  },
  resources: ({ GroupName = '*' }, scope) => [ec2Arn(PLACEMENT_GROUP, GroupName, scope)],
  keys: ({ Strategy }) => ec2Keys({ PlacementGroupStrategy: Strategy }),

  async handle(request, context) {
    refuseUnbuilt(request, ['LinkedGroupId', 'ParentGroupId', 'Operator']);
    const details = detailsOf(request);
    const tags = tagsFor(request.TagSpecifications, 'placement-group');
    const group = newRecord(context, 'placement-group', { id: idFromSeed('pg', context.requestId), details });
    const resources = [ec2Arn(PLACEMENT_GROUP, details.name, context)];
    await change(context, { resources, detail: { strategy: details.strategy } }, async (trx) => {
      await lockAccount(trx, context.accountId); // or two at once would pass the quota
      const others = await readRecords(trx, context, { kind: 'placement-group', limit: MOST_GROUPS });
      if (others.length === MOST_GROUPS)
        throw new Fault(
          'PlacementGroupLimitExceeded',
          `An account can have ${MOST_GROUPS} placement groups in a Region; delete one that is not used.`,
        );
      if (!(await insertRecord(trx, group)))
        throw new Fault('InvalidPlacementGroup.Duplicate', `The Placement Group '${details.name}' already exists.`);
      const { accountId, region, id: resourceId, kind: resourceType } = group;
      await putTags(trx, tagRows({ accountId, region, resourceId, resourceType }, tags));
    });
    return { PlacementGroup: describePlacementGroup(group, tagList(tags)) };
  },
};

function detailsOf({ GroupName: name, Strategy, PartitionCount, SpreadLevel }: CreatePlacementGroupRequest) {
  const missing = name ? (Strategy ? undefined : 'strategy') : 'groupName';
  if (missing) throw new CommonFault('MissingMember', `The request must contain the parameter ${missing}`);
  const strategy = Strategy as PlacementGroup['strategy'];
  if (PartitionCount !== undefined && strategy !== 'partition')
    throw new Fault('InvalidParameterCombination', 'PartitionCount is for the strategy partition only.');
  if (SpreadLevel && strategy !== 'spread')
    throw new Fault('InvalidParameterCombination', 'SpreadLevel is for the strategy spread only.');
  if (SpreadLevel === 'host')
    throw new Fault('UnsupportedOperation', 'SpreadLevel host is for AWS Outposts, which Headroom has none of.');
  return {
    name: name!,
    strategy,
    ...(strategy === 'partition' && { partitionCount: PartitionCount ?? 2 }),
    ...(strategy === 'spread' && { spreadLevel: 'rack' as const }),
  };
}
