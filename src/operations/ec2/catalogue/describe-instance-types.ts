import type { DescribeInstanceTypesRequest, DescribeInstanceTypesResult, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { allInstanceTypes, findInstanceType, type InstanceType } from '../../../domain/catalogue/instance-types.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { instanceTypeFilters as accessors } from './instance-type-filters.ts';
import { instanceTypeShape } from './instance-type-shape.ts';

export const describeInstanceTypes: Operation<DescribeInstanceTypesRequest, DescribeInstanceTypesResult> = {
  constraints: {
    InstanceTypes: { items: [0, 100] },
    MaxResults: { range: [5, 100], integer: true },
  },

  async handle(request) {
    const { InstanceTypes: names, Filters: filters } = request;
    if (names?.length && request.MaxResults !== undefined)
      throw new Fault('InvalidParameterCombination', 'MaxResults cannot be given together with instance types.');
    const types = await filterItems(
      (names?.length ? namedTypes(names) : allInstanceTypes()).map(instanceTypeShape),
      filters,
      { accessors },
    );
    const paging = { operation: 'DescribeInstanceTypes', keyOf, keyParts: 1, defaultLimit: 100 };
    const { items, nextToken } = pageItems(types, request, paging);
    return { InstanceTypes: [...items], NextToken: nextToken };
  },
};

const keyOf = (type: InstanceTypeInfo) => [type.InstanceType!];

function namedTypes(names: readonly string[]): InstanceType[] {
  const unknown = names.filter((name) => !findInstanceType(name));
  if (unknown.length > 0)
    throw new Fault(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  return [...new Set(names)].sort().map((name) => findInstanceType(name)!);
}
