import type * as sdk from '@aws-sdk/client-rds';
import type { OperationTable } from '../operation-table.ts';
import { createDbInstance } from './create-db-instance.ts';
import { createDbInstanceReadReplica } from './create-db-instance-read-replica.ts';
import { createOptionGroup } from './create-option-group.ts';
import { deleteDbInstance } from './delete-db-instance.ts';
import { deleteOptionGroup } from './delete-option-group.ts';
import { describeDbInstances } from './describe-db-instances.ts';
import { describeOptionGroups } from './describe-option-groups.ts';
import { modifyDbInstance } from './modify-db-instance.ts';
import { modifyOptionGroup } from './modify-option-group.ts';
import { promoteReadReplica } from './promote-read-replica.ts';
import { startDbInstance } from './start-db-instance.ts';
import { stopDbInstance } from './stop-db-instance.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.ts';

/** The operations of RDS that are built. */
export const rdsOperations: OperationTable<typeof sdk> = {
  AddTagsToResource: addTagsToResource,
  CreateDBInstance: createDbInstance,
  CreateDBInstanceReadReplica: createDbInstanceReadReplica,
  CreateOptionGroup: createOptionGroup,
  DeleteDBInstance: deleteDbInstance,
  DeleteOptionGroup: deleteOptionGroup,
  DescribeDBInstances: describeDbInstances,
  DescribeOptionGroups: describeOptionGroups,
  ListTagsForResource: listTagsForResource,
  ModifyDBInstance: modifyDbInstance,
  ModifyOptionGroup: modifyOptionGroup,
  PromoteReadReplica: promoteReadReplica,
  RemoveTagsFromResource: removeTagsFromResource,
  StartDBInstance: startDbInstance,
  StopDBInstance: stopDbInstance,
};
