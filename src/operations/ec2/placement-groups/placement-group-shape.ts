import type { PlacementGroup, Tag } from '@aws-sdk/client-ec2';
import type { Ec2Record } from '../../../domain/records/record.ts';
import { ec2Arn, PLACEMENT_GROUP } from '../ec2-ids.ts';

/** In its ARN a group is called by its name. */
export const describePlacementGroup = (
  { id, details, accountId, region }: Ec2Record<'placement-group'>,
  Tags: Tag[] = [],
): PlacementGroup => ({
  GroupName: details.name,
  State: 'available',
  Strategy: details.strategy,
  PartitionCount: details.partitionCount,
  GroupId: id,
  Tags,
  GroupArn: ec2Arn(PLACEMENT_GROUP, details.name, { accountId, region }),
  SpreadLevel: details.spreadLevel,
});
