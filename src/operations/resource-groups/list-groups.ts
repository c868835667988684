import type { ListGroupsInput, ListGroupsOutput } from '@aws-sdk/client-resource-groups';
import { HOST_MANAGEMENT, HOST_RESOURCE_TYPE } from '../../domain/hosts/host-resource-group.ts';
import type { Operation } from '../../operation.ts';
import { listResourceGroups } from '../../views/resource-groups/resource-groups.ts';
import { groupShape } from './group-shape.ts';
import { filterConstraints, readFilters } from './read-filters.ts';
import { pageConstraints, readPage } from './read-page.ts';

/** What every group has of what can be filtered by: they are all host resource groups. */
const OF_ALL: Readonly<Record<string, string>> = {
  'resource-type': HOST_RESOURCE_TYPE,
  'configuration-type': HOST_MANAGEMENT,
};

export const listGroups: Operation<ListGroupsInput, ListGroupsOutput> = {
  constraints: { ...filterConstraints, ...pageConstraints },

  async handle(input, context) {
    const filters = readFilters(input.Filters, Object.keys(OF_ALL));
    const matches = filters.every(({ name, values }) => values.includes(OF_ALL[name]!));
    const { rows, nextToken } = await readPage(input, {
      operation: 'ListGroups',
      read: async (start) => (matches ? listResourceGroups(context.db, context, start) : []),
      keyOf: (row) => row.name,
    });
    const groups = rows.map(groupShape);
    return {
      GroupIdentifiers: groups.map(({ GroupArn, Name: GroupName, Description }) => ({
        GroupName,
        GroupArn,
        Description,
      })),
      Groups: groups,
      NextToken: nextToken,
    };
  },
};
