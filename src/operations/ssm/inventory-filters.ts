import type { InventoryFilter as FilterShape } from '@aws-sdk/client-ssm';
import type { Constraints } from '../../domain/constraints.ts';
import { COMPARATORS, type InventoryFilter, parseAttributeName } from '../../domain/inventory/inventory-filter.ts';
import { Fault } from '../../fault.ts';

export const inventoryFilterConstraints: Constraints = {
  Filters: { items: [0, 5] },
  'Filters[].Key': { length: [1, 200] },
  'Filters[].Values': { items: [1, 40] },
  'Filters[].Type': { oneOf: COMPARATORS },
};

/** The filters of a request; faults on keys that are no attribute of a type. `TypeName` with Exists asks for types. */
export const readInventoryFilters = (filters: readonly FilterShape[] = []): InventoryFilter[] =>
  filters.flatMap(({ Key: key = '', Values: values = [], Type: comparator = 'Equal' }) => {
    if (key === 'TypeName' && comparator === 'Exists')
      return values.map((typeName) => ({ ...nameOf(typeName), comparator, values: ['true'] }));
    const name = nameOf(key);
    if (name.attribute === undefined && comparator !== 'Exists')
      throw new Fault('InvalidFilter', `The filter ${key} names a type and no attribute, as in AWS:Application.Name.`);
    return { ...name, comparator, values };
  });

function nameOf(text: string) {
  const name = parseAttributeName(text);
  if (name) return name;
  throw new Fault(
    'InvalidFilter',
    `"${text.slice(0, 100)}" is no attribute of an inventory type, as AWS:Application.Name is. GetInventorySchema lists them.`,
  );
}
