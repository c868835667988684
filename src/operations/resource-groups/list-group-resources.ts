import type {
  ListGroupResourcesInput,
  ListGroupResourcesOutput,
  ResourceIdentifier,
} from '@aws-sdk/client-resource-groups';
import { HOST_RESOURCE_TYPE } from '../../domain/hosts/host-resource-group.ts';
import { resourceArn } from '../../domain/resource.ts';
import { ALL_SUPPORTED } from '../../domain/resource-groups/tagged-resource.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { listGroupHosts } from '../../views/resource-groups/group-hosts.ts';
import { badRequest, groupArnOf, groupFrame, requireGroup } from './named-group.ts';
import { filterConstraints, readFilters } from './read-filters.ts';
import { pageConstraints, readPage } from './read-page.ts';
import { queryShape, readQuery, readResources } from './resource-query.ts';

interface Page {
  readonly identifiers: readonly ResourceIdentifier[];
  readonly nextToken: string | undefined;
}

const operation = 'ListGroupResources';

/** The hosts of a group, or what its query finds. None has a status: AWS knows only PENDING, and grouping is at once. */
export const listGroupResources: Operation<ListGroupResourcesInput, ListGroupResourcesOutput> = {
  ...groupFrame,
  constraints: { ...groupFrame.constraints, ...filterConstraints, ...pageConstraints },

  async handle(input, context) {
    const { arn, query: text } = await requireGroup(groupArnOf(input, context), context);
    const query = text === null ? undefined : readQuery(queryShape(text));
    const filters = readFilters(input.Filters, ['resource-type']).map(({ values }) => values);
    checkTypes(filters.flat(), query?.types ?? [HOST_RESOURCE_TYPE]);
    const { identifiers, nextToken } = query
      ? await readResources(input, { operation, query, filters }, context)
      : await readHosts(input, arn, context);
    return {
      Resources: identifiers.map((Identifier) => ({ Identifier })),
      ResourceIdentifiers: [...identifiers],
      NextToken: nextToken,
      QueryErrors: [],
    };
  },
};

/** AWS refuses a filter by a type that the group is not of (ListGroupResources, Filters). */
function checkTypes(asked: readonly string[], types: readonly string[]): void {
  const other = types.includes(ALL_SUPPORTED) ? undefined : asked.find((type) => !types.includes(type));
  if (other !== undefined) throw badRequest(`The group has no resources of type ${other}, only ${types.join(', ')}.`);
}

async function readHosts(input: ListGroupResourcesInput, arn: string, context: RequestContext): Promise<Page> {
  const { rows, nextToken } = await readPage(input, {
    operation,
    kind: 'string',
    read: (start) => listGroupHosts(context.db, arn, start),
    keyOf: (row) => row.id,
  });
  const identifiers = rows.map(({ id, accountId: ownerId, region }) => ({
    ResourceArn: resourceArn({ type: 'EC2_HOST', id, ownerId, region }),
    ResourceType: HOST_RESOURCE_TYPE,
  }));
  return { identifiers, nextToken };
}
