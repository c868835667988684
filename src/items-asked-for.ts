import type { Constraints } from './domain/constraints.ts';
import type { Shape } from './wire/shape.ts';

/** Items of a page where nothing says how many it has. */
const USUAL_PAGE = 1_000;

const COUNTS = /^(MaxResults|MaxItems|MaxRecords|MaxCount|Quantity|InstanceCount|TargetCapacity|TotalTargetCapacity)$/;
const NAMES = /(Ids|Arns|Resources|Queries)$/;

/** How many items a request asks to make, change or list: the most that it can be, known before anything is done. */
export function itemsAskedFor(shape: Shape, input: object, constraints?: Constraints): number {
  const counts = countsIn(input);
  const isList = shape.kind === 'structure' && shape.byName.has('MaxResults') && shape.byName.has('NextToken');
  if (isList && counts.length === 0) return constraints?.['MaxResults']?.range?.[1] ?? USUAL_PAGE;
  return Math.max(1, ...counts);
}

const countsIn = (input: object): number[] =>
  Object.entries(input).flatMap(([name, value]): number[] => {
    if (Array.isArray(value)) return NAMES.test(name) && value.length > 0 ? [value.length] : [];
    if (typeof value === 'number') return COUNTS.test(name) ? [value] : [];
    return typeof value === 'object' && value !== null ? countsIn(value) : [];
  });
