import { PING_STATUSES, pingBounds } from '../../domain/managed-instances/ping-status.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { type Condition, managedInstanceConditions as conditions } from '../../views/ssm/managed-instances.ts';

interface GivenFilter {
  readonly key: string;
  readonly values: readonly string[];
}

interface FilterRule {
  /** What its values may be; anything without it. */
  readonly values?: readonly string[];
  readonly condition: (values: readonly string[], context: RequestContext) => Condition;
  /** An index finds the few servers that meet it. */
  readonly narrows?: true;
}

const RESOURCE_TYPES = ['EC2Instance', 'ManagedInstance'];
const SOURCE_TYPES: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'EC2Instance',
  'AWS::SSM::ManagedInstance': 'ManagedInstance',
};

const RULES: Readonly<Record<string, FilterRule>> = {
  InstanceIds: { condition: conditions.instanceId, narrows: true },
  SourceIds: { condition: conditions.instanceId, narrows: true },
  ActivationIds: { condition: conditions.activationId, narrows: true },
  AgentVersion: { condition: conditions.agentVersion },
  IamRole: { condition: conditions.iamRole },
  PlatformTypes: { values: ['Windows', 'Linux', 'MacOS'], condition: conditions.platformType },
  ResourceType: { values: RESOURCE_TYPES, condition: conditions.resourceType },
  SourceTypes: {
    values: [
      ...Object.keys(SOURCE_TYPES),
      ...['AWS::IoT::Thing', 'Microsoft.Compute/virtualMachines', 'compute.googleapis.com/Instance'],
    ],
    condition: (values) => conditions.resourceType(values.map((value) => SOURCE_TYPES[value] ?? 'none')),
  },
  PingStatus: {
    values: PING_STATUSES,
    condition: (values, { now }) => conditions.pingStatus(values, pingBounds(now)),
  },
  AssociationStatus: { values: ['Success', 'Pending', 'Failed'], condition: conditions.associationStatus },
  'tag-key': { condition: conditions.tagKey },
};

const isTag = (key: string): boolean => key.startsWith('tag:') || key === 'tag-key';

/** The filters of a list of servers, all of which a server must meet. Tags cannot be mixed with others (AWS's rule). */
export function readInstanceFilters(
  filters: readonly GivenFilter[],
  context: RequestContext,
): { readonly narrowing: readonly Condition[]; readonly conditions: readonly Condition[] } {
  const kinds = new Set(filters.map(({ key }) => isTag(key)));
  if (kinds.size > 1)
    throw new Fault('InvalidFilterKey', 'Filters by tag cannot be combined with other filters: ask for one kind.');
  const read = filters.map((filter) => ({ condition: conditionOf(filter, context), rule: ruleOf(filter.key) }));
  return {
    narrowing: read.flatMap(({ condition, rule }) => (rule?.narrows ? [condition] : [])),
    conditions: read.flatMap(({ condition, rule }) => (rule?.narrows ? [] : [condition])),
  };
}

const ruleOf = (key: string): FilterRule | undefined => (Object.hasOwn(RULES, key) ? RULES[key] : undefined);

function conditionOf({ key, values }: GivenFilter, context: RequestContext): Condition {
  if (key.startsWith('tag:')) return conditions.tag(key.slice('tag:'.length), values);
  const rule = ruleOf(key);
  if (!rule)
    throw new Fault(
      'InvalidFilterKey',
      `There is no filter "${key.slice(0, 100)}": expected one of ${Object.keys(RULES).join(', ')}, tag:KEY.`,
    );
  const unknown = rule.values && values.find((value) => !rule.values?.includes(value));
  if (unknown !== undefined)
    throw new Fault(
      'InvalidInstanceInformationFilterValue',
      `The filter ${key} has the value "${unknown.slice(0, 100)}": expected one of ${rule.values?.join(', ')}.`,
    );
  return rule.condition(values, context);
}
