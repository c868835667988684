import type { ListGroupsInput, ListGroupsOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { endOfGroups, listResourceGroups } from '../../views/resource-groups/resource-groups.ts';
import type { PageStart } from '../read-page.ts';
import { groupShape } from './group-shape.ts';
import { filterConstraints, readFilters } from './read-filters.ts';
import { pageConstraints, readPage } from './read-page.ts';

export const listGroups: Operation<ListGroupsInput, ListGroupsOutput> = {
  constraints: { ...filterConstraints, ...pageConstraints },

  async handle(input, context) {
    const filters = readFilters(input.Filters, ['resource-type', 'configuration-type']);
    const valuesOf = (wanted: string) => filters.filter(({ name }) => name === wanted).map(({ values }) => values);
    const types = { resourceTypes: valuesOf('resource-type'), configurationTypes: valuesOf('configuration-type') };
    const list = (start: PageStart<string>) => ({ ...types, ...start });
    const { rows, nextToken } = await readPage(input, {
      operation: 'ListGroups',
      kind: 'string',
      read: (start) => listResourceGroups(context.db, context, list(start)),
      keyOf: (row) => row.name,
      endOf: (start) => endOfGroups(context.db, context, list(start)),
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
