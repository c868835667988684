import type { AssociationFilter, ListAssociationsRequest, ListAssociationsResult } from '@aws-sdk/client-ssm';
import { MACHINE_ID, machineArn } from '../../domain/managed-instances/machine-id.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { type Association, readAssociations } from '../../store/association.ts';
import { type RunSummary, summarizeRuns } from '../../views/ssm/associations.ts';
import { associationEntry, overviewOf } from './association-shape.ts';
import { associationsOf } from './named-association.ts';
import { readPage } from './read-page.ts';

interface Listed {
  readonly association: Association;
  readonly summary: RunSummary | undefined;
}

export const listAssociations: Operation<ListAssociationsRequest, ListAssociationsResult> = {
  resources: ({ AssociationFilterList: filters }, scope) => serversIn(filters).map((id) => machineArn(id, scope)),
  constraints: {
    MaxResults: { range: [1, 50], integer: true },
    AssociationFilterList: { items: [1, 10] },
    'AssociationFilterList[].value': { length: [1, 512] },
  },
  async handle(request, context) {
    const { AssociationFilterList: filters } = request;
    const [instanceId] = serversIn(filters);
    const { rows, nextToken } = await readPage<Listed, number>(request, {
      operation: 'ListAssociations',
      kind: 'number',
      size: 50,
      read: async ({ after = 0, limit }) => {
        const listed = (await findAll(filters, context)).filter(({ association }) => association.sequence > after);
        const page = listed.slice(0, limit);
        return { rows: page, after: listed.length > limit ? page.at(-1)?.association.sequence : undefined };
      },
    });
    const entries = rows.map(({ association, summary }) => associationEntry(association, summary));
    const Associations =
      instanceId === undefined ? entries : entries.map((entry) => ({ ...entry, InstanceId: instanceId }));
    return { Associations, NextToken: nextToken };
  },
};

function serversIn(filters: readonly AssociationFilter[] = []): string[] {
  const ids = filters.flatMap(({ key, value }) => (key === 'InstanceId' ? [value!] : []));
  const wrong = ids.find((id) => !MACHINE_ID.test(id));
  if (wrong === undefined) return ids;
  throw new Fault('ValidationException', `The filter InstanceId is "${wrong.slice(0, 100)}": expected a server's id.`);
}

/** The associations that all filters leave. */
async function findAll(filters: readonly AssociationFilter[] = [], context: RequestContext): Promise<Listed[]> {
  const lists = await Promise.all(serversIn(filters).map((id) => associationsOf(id, context)));
  const [all = await readAssociations(context.db, context), ...others] = lists;
  const associations = all.filter(({ id }) => others.every((list) => list.some((other) => other.id === id)));
  const summaries = await summarizeRuns(
    context.db,
    associations.map(({ id }) => id),
  );
  const tests = filters.map(testOf);
  return associations
    .map((association) => ({ association, summary: summaries.get(association.id) }))
    .filter((listed) => tests.every((test) => test(listed)));
}

function testOf({ key, value = '' }: AssociationFilter): (listed: Listed) => boolean {
  switch (key) {
    case 'InstanceId':
      return () => true;
    case 'Name':
      return ({ association }) => association.name === value;
    case 'AssociationId':
      return ({ association }) => association.id === value;
    case 'AssociationName':
      return ({ association }) => association.associationName === value;
    case 'AssociationStatusName':
      return ({ summary }) => overviewOf(summary ?? { counts: {}, ranAt: null, succeededAt: null }).Status === value;
    case 'LastExecutedBefore':
      return ({ summary }) => (summary?.ranAt?.getTime() ?? Number.NaN) < Date.parse(value);
    case 'LastExecutedAfter':
      return ({ summary }) => (summary?.ranAt?.getTime() ?? Number.NaN) > Date.parse(value);
    default:
      throw new Fault(
        'ValidationException',
        `There is no filter "${String(key).slice(0, 100)}": expected InstanceId, Name, AssociationId, AssociationName, AssociationStatusName, LastExecutedBefore or LastExecutedAfter.`,
      );
  }
}
