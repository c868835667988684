import type { SearchResourcesInput, SearchResourcesOutput } from '@aws-sdk/client-resource-groups';
import type { Operation } from '../../operation.ts';
import { pageConstraints } from './read-page.ts';
import { queryConstraints, readQuery, readResources } from './resource-query.ts';

/** What a group with the query would have. */
export const searchResources: Operation<SearchResourcesInput, SearchResourcesOutput> = {
  constraints: { ...queryConstraints, ...pageConstraints },

  async handle(input, context) {
    const query = readQuery(input.ResourceQuery!);
    const { identifiers, nextToken } = await readResources(input, { operation: 'SearchResources', query }, context);
    return { ResourceIdentifiers: identifiers, NextToken: nextToken, QueryErrors: [] };
  },
};
