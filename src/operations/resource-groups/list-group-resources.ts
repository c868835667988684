import type { ListGroupResourcesInput, ListGroupResourcesOutput } from '@aws-sdk/client-resource-groups';
import { HOST_RESOURCE_TYPE } from '../../domain/hosts/host-resource-group.ts';
import { resourceArn } from '../../domain/resource.ts';
import type { Operation } from '../../operation.ts';
import { listGroupHosts } from '../../views/resource-groups/group-hosts.ts';
import { badRequest, groupArnOf, groupFrame, requireGroup } from './named-group.ts';
import { filterConstraints, readFilters } from './read-filters.ts';
import { pageConstraints, readPage } from './read-page.ts';

/** The hosts of a group. None has a status: AWS knows only PENDING, and grouping is at once. */
export const listGroupResources: Operation<ListGroupResourcesInput, ListGroupResourcesOutput> = {
  ...groupFrame,
  constraints: { ...groupFrame.constraints, ...filterConstraints, ...pageConstraints },

  async handle(input, context) {
    const { arn } = await requireGroup(groupArnOf(input, context), context);
    const other = readFilters(input.Filters, ['resource-type'])
      .flatMap(({ values }) => values)
      .find((type) => type !== HOST_RESOURCE_TYPE);
    if (other !== undefined)
      throw badRequest(`The group has no resources of type ${other}, only ${HOST_RESOURCE_TYPE}.`);
    const { rows, nextToken } = await readPage(input, {
      operation: 'ListGroupResources',
      read: (start) => listGroupHosts(context.db, arn, start),
      keyOf: (row) => row.id,
    });
    const identifiers = rows.map(({ id, accountId: ownerId, region }) => ({
      ResourceArn: resourceArn({ type: 'EC2_HOST', id, ownerId, region }),
      ResourceType: HOST_RESOURCE_TYPE,
    }));
    return {
      Resources: identifiers.map((Identifier) => ({ Identifier })),
      ResourceIdentifiers: identifiers,
      NextToken: nextToken,
      QueryErrors: [],
    };
  },
};
