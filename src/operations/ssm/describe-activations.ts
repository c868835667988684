import type {
  DescribeActivationsFilter,
  DescribeActivationsRequest,
  DescribeActivationsResult,
} from '@aws-sdk/client-ssm';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { type ActivationRow, listActivations } from '../../views/ssm/activations.ts';
import { pageOfRows, readPage } from './read-page.ts';

const KEYS = { ActivationIds: 'ids', DefaultInstanceName: 'names', IamRole: 'iamRoles' } as const;

export const describeActivations: Operation<DescribeActivationsRequest, DescribeActivationsResult> = {
  constraints: {
    MaxResults: { range: [1, 50], integer: true },
    Filters: { items: [0, 10] },
    'Filters[].FilterValues': { items: [1, 50] },
  },
  async handle(request, context) {
    const filters = readFilters(request.Filters);
    const { rows, nextToken } = await readPage<ActivationRow, number>(request, {
      operation: 'DescribeActivations',
      kind: 'number',
      size: 50,
      read: async ({ after, limit }) => {
        const found = await listActivations(context.db, context, { ...filters, after, limit: limit + 1 });
        return pageOfRows(found, { limit, keyOf: (row) => row.sequence });
      },
    });
    return { ActivationList: rows.map((row) => activationShape(row, context)), NextToken: nextToken };
  },
};

type Filters = Record<(typeof KEYS)[keyof typeof KEYS], string[] | undefined>;

function readFilters(filters: readonly DescribeActivationsFilter[] = []): Filters {
  const read: Filters = { ids: undefined, names: undefined, iamRoles: undefined };
  for (const { FilterKey: key = '', FilterValues: values = [] } of filters) {
    if (!Object.hasOwn(KEYS, key))
      throw new Fault('InvalidFilter', `There is no filter "${key}": expected one of ${Object.keys(KEYS).join(', ')}.`);
    const name = KEYS[key as keyof typeof KEYS];
    read[name] = read[name] ? read[name].filter((value) => values.includes(value)) : values;
  }
  return read;
}

const activationShape = (row: ActivationRow, { now }: RequestContext) => ({
  ActivationId: row.id,
  Description: row.description ?? undefined,
  DefaultInstanceName: row.defaultInstanceName ?? undefined,
  IamRole: row.iamRole,
  RegistrationLimit: row.registrationLimit,
  RegistrationsCount: row.registrations,
  ExpirationDate: row.expiresAt,
  Expired: row.expiresAt <= now,
  CreatedDate: row.createdAt,
  Tags: [...row.tags],
});
