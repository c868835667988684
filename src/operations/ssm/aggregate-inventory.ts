import type { GetInventoryRequest, InventoryAggregator, InventoryResultEntity } from '@aws-sdk/client-ssm';
import { type InventoryFilter, parseAttributeName, serverMatches } from '../../domain/inventory/inventory-filter.ts';
import type { Entry } from '../../domain/inventory/inventory-item.ts';
import { INSTANCE_INFORMATION } from '../../domain/inventory/inventory-types.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { readInventoryFilters } from './inventory-filters.ts';
import { type FoundServer, searchInventory } from './search-inventory.ts';

/** Servers by the values of attributes of one type, or by whether they meet a group's filters. */
type Counter = ValueCounter | GroupCounter;

interface ValueCounter {
  readonly kind: 'values';
  readonly typeName: string;
  readonly attributes: readonly string[];
  readonly counts: Map<string, number>;
}

interface GroupCounter {
  readonly kind: 'group';
  readonly name: string;
  readonly filters: readonly InventoryFilter[];
  matching: number;
  notMatching: number;
}

const MOST_VALUES = 10_000;

/** Counts servers that meet the request's filters, by what its aggregators name. It looks at all of them. */
export async function aggregateInventory(
  request: GetInventoryRequest,
  context: RequestContext,
): Promise<InventoryResultEntity[]> {
  const counters = request.Aggregators!.flatMap(readAggregator);
  const filters = readInventoryFilters(request.Filters);
  const types = counters.flatMap((counter) =>
    counter.kind === 'values' ? [counter.typeName] : counter.filters.map(({ typeName }) => typeName),
  );
  for await (const { found } of searchInventory({ filters, types, after: 0 }, context))
    for (const server of found) for (const counter of counters) count(counter, server);
  return counters.map(resultOf);
}

function readAggregator({
  Expression: expression,
  Groups: groups,
  Aggregators: nested,
}: InventoryAggregator): Counter[] {
  if (expression !== undefined && !groups) return [readExpressions([expression, ...nestedExpressions(nested)])];
  if (expression === undefined && groups?.length && !nested)
    return groups.map(({ Name: name, Filters }): GroupCounter => {
      const filters = readInventoryFilters(Filters);
      if (filters.length === 0)
        throw new Fault('InvalidInventoryGroupException', `The group ${name?.slice(0, 100)} has no filters.`);
      return { kind: 'group', name: name!, filters, matching: 0, notMatching: 0 };
    });
  throw invalid('An aggregator has either an Expression, as AWS:InstanceInformation.PlatformType, or Groups');
}

function nestedExpressions(nested: readonly InventoryAggregator[] = []): string[] {
  if (nested.length > 1 || nested[0]?.Groups) throw invalid('An aggregator can hold one other with an Expression');
  return nested.flatMap(({ Expression, Aggregators }) => [Expression ?? '', ...nestedExpressions(Aggregators)]);
}

function readExpressions(expressions: readonly string[]): ValueCounter {
  const names = expressions.map((expression) => {
    const name = parseAttributeName(expression);
    if (name?.attribute === undefined)
      throw invalid(`"${expression.slice(0, 100)}" is no attribute of an inventory type`);
    return { typeName: name.typeName, attribute: name.attribute };
  });
  const [{ typeName }] = names as [(typeof names)[number]];
  if (names.some((name) => name.typeName !== typeName)) throw invalid('Aggregators in one another are of one type');
  return { kind: 'values', typeName, attributes: names.map(({ attribute }) => attribute), counts: new Map() };
}

const contentOf =
  ({ items, information }: FoundServer) =>
  (typeName: string): readonly Entry[] | undefined =>
    typeName === INSTANCE_INFORMATION ? [information] : items.get(typeName)?.content;

function count(counter: Counter, server: FoundServer): void {
  if (counter.kind === 'group') {
    if (serverMatches(counter.filters, contentOf(server))) counter.matching += 1;
    else counter.notMatching += 1;
    return;
  }
  const { typeName, attributes, counts } = counter;
  const entries = contentOf(server)(typeName) ?? [];
  // A server counts once for what it has twice.
  const keys = new Set(entries.map((entry) => JSON.stringify(attributes.map((attribute) => entry[attribute] ?? ''))));
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (counts.size > MOST_VALUES)
    throw invalid(
      `${typeName}.${attributes.join()} has more than ${MOST_VALUES} values; narrow the servers by Filters`,
    );
}

function resultOf(counter: Counter): InventoryResultEntity {
  const item = (name: string, Content: Record<string, string>[]) => ({
    Data: { [name]: { TypeName: name, SchemaVersion: '1.0', Content } },
  });
  if (counter.kind === 'group') {
    const { name, matching, notMatching } = counter;
    return item(name, [{ matchingCount: `${matching}`, notMatchingCount: `${notMatching}` }]);
  }
  const { typeName, attributes, counts } = counter;
  const content = [...counts].map(([key, servers]) => {
    const values = JSON.parse(key) as string[];
    return { ...Object.fromEntries(attributes.map((name, n) => [name, values[n]!])), Count: `${servers}` };
  });
  return item(typeName, content);
}

const invalid = (message: string): Fault => new Fault('InvalidAggregatorException', `${message}.`);
