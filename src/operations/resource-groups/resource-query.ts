import type { ResourceQuery } from '@aws-sdk/client-resource-groups';
import type { Constraints } from '../../domain/constraints.ts';
import { parseTagQuery, type TagQuery } from '../../domain/resource-groups/resource-query.ts';
import { resourceIdentifier, wordsOf } from '../../domain/resource-groups/tagged-resource.ts';
import type { RequestContext } from '../../operation.ts';
import { endOfTagged, listTaggedResources, type TaggedPlace } from '../../views/resource-groups/tagged-resources.ts';
import type { PageStart } from '../read-page.ts';
import { badRequest } from './named-group.ts';
import { type PagedRequest, readPage } from './read-page.ts';

type Start = PageStart<TaggedPlace>;

const TYPE = 'TAG_FILTERS_1_0';

/** AWS's model. */
export const queryConstraints: Constraints = {
  'ResourceQuery.Type': { oneOf: [TYPE, 'CLOUDFORMATION_STACK_1_0'] },
  'ResourceQuery.Query': { length: [0, 4096] },
};

/** What a request's ResourceQuery asks; faults where it is not one by tags. */
export function readQuery({ Type: type, Query: text }: ResourceQuery): TagQuery {
  if (type !== TYPE)
    throw badRequest(
      `Headroom has no CloudFormation, so no resources of a stack: give a ResourceQuery of the type ${TYPE}.`,
    );
  const parsed = parseTagQuery(text!);
  if (!parsed.ok) throw badRequest(parsed.problem);
  return parsed.query;
}

/** A query as groups keep it: the text as it was given, and the types, which groups are found by. */
export const keptQuery = (query: ResourceQuery) => ({ text: query.Query!, types: readQuery(query).types });

/** A kept query as Resource Groups prints it. */
export const queryShape = (text: string): ResourceQuery => ({ Type: TYPE, Query: text });

/** The page of what a query finds that a request asks for, of types that each of the filters has. */
export async function readResources(
  request: PagedRequest,
  { operation, query, filters = [] }: { operation: string; query: TagQuery; filters?: readonly (readonly string[])[] },
  context: RequestContext,
) {
  const words = filters.reduce(
    (left, types) => left.filter((word) => wordsOf(types).includes(word)),
    wordsOf(query.types),
  );
  if (words.length === 0) return { identifiers: [], nextToken: undefined };
  const list = (start: Start) => ({ words, tags: query.tags, ...start });
  const { rows, nextToken } = await readPage(request, {
    operation,
    kind: 'texts',
    read: (start) => listTaggedResources(context.db, context, list(start)),
    keyOf: ({ value, id }) => [value, id],
    endOf: (start) => endOfTagged(context.db, context, list(start)),
  });
  return { identifiers: rows.map(resourceIdentifier), nextToken };
}
