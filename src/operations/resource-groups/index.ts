import type * as sdk from '@aws-sdk/client-resource-groups';
import type { OperationTable } from '../operation-table.ts';
import { createGroup } from './create-group.ts';
import { deleteGroup } from './delete-group.ts';
import { getGroup } from './get-group.ts';
import { getGroupConfiguration } from './get-group-configuration.ts';
import { getGroupQuery } from './get-group-query.ts';
import { getTags } from './get-tags.ts';
import { listGroupResources } from './list-group-resources.ts';
import { listGroups } from './list-groups.ts';
import { moveHosts } from './move-hosts.ts';
import { putGroupConfiguration } from './put-group-configuration.ts';
import { searchResources } from './search-resources.ts';
import { tag } from './tag.ts';
import { untag } from './untag.ts';
import { updateGroup } from './update-group.ts';
import { updateGroupQuery } from './update-group-query.ts';

/** The operations of Resource Groups that are built: those of host resource groups and of groups by tags. */
export const resourceGroupsOperations: OperationTable<typeof sdk> = {
  CreateGroup: createGroup,
  DeleteGroup: deleteGroup,
  GetGroup: getGroup,
  GetGroupConfiguration: getGroupConfiguration,
  GetGroupQuery: getGroupQuery,
  GetTags: getTags,
  GroupResources: moveHosts('group-hosts'),
  ListGroupResources: listGroupResources,
  ListGroups: listGroups,
  PutGroupConfiguration: putGroupConfiguration,
  SearchResources: searchResources,
  Tag: tag,
  UngroupResources: moveHosts('ungroup-hosts'),
  Untag: untag,
  UpdateGroup: updateGroup,
  UpdateGroupQuery: updateGroupQuery,
};
