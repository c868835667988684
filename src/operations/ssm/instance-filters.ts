import { PING_STATUSES, pingBounds } from '../../domain/managed-instances/ping-status.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import {
  managedInstanceAttributes as attributes,
  type Condition,
  conditionOn,
  hasTag,
  hasTagKey,
  type Operator,
} from '../../views/ssm/managed-instances.ts';

interface GivenFilter {
  readonly key: string;
  readonly values: readonly string[];
  /** Equal where it is not given. */
  readonly operator?: Operator | undefined;
}

interface FilterRule {
  /** What its values may be; anything without it. */
  readonly values?: readonly string[];
  readonly attribute: Condition | ((context: RequestContext) => Condition);
  /** An index finds the few servers that have a value. */
  readonly narrows?: true;
}

const RESOURCE_TYPES = ['EC2Instance', 'ManagedInstance'];

const RULES: Readonly<Record<string, FilterRule>> = {
  InstanceIds: { attribute: attributes.instanceId, narrows: true },
  SourceIds: { attribute: attributes.instanceId, narrows: true },
  ActivationIds: { attribute: attributes.activationId, narrows: true },
  AgentVersion: { attribute: attributes.agentVersion },
  IamRole: { attribute: attributes.iamRole },
  PlatformTypes: { values: ['Windows', 'Linux', 'MacOS'], attribute: attributes.platformType },
  ResourceType: { values: RESOURCE_TYPES, attribute: attributes.resourceType },
  SourceTypes: {
    values: [
      ...['AWS::EC2::Instance', 'AWS::SSM::ManagedInstance', 'AWS::IoT::Thing'],
      ...['Microsoft.Compute/virtualMachines', 'compute.googleapis.com/Instance'],
    ],
    attribute: attributes.sourceType,
  },
  PingStatus: { values: PING_STATUSES, attribute: ({ now }) => attributes.pingStatus(pingBounds(now)) },
  AssociationStatus: { values: ['Success', 'Pending', 'Failed'], attribute: attributes.associationStatus },
};

const isTag = (key: string): boolean => key.startsWith('tag:') || key === 'tag-key';

/** The filters of a list of servers, all of which a server must meet. Tags cannot be mixed with others (AWS's rule). */
export function readInstanceFilters(
  filters: readonly GivenFilter[],
  context: RequestContext,
  invalidValue = 'InvalidInstanceInformationFilterValue',
): { readonly narrowing: readonly Condition[]; readonly conditions: readonly Condition[] } {
  const kinds = new Set(filters.map(({ key }) => isTag(key)));
  if (kinds.size > 1)
    throw new Fault('InvalidFilterKey', 'Filters by tag cannot be combined with other filters: ask for one kind.');
  const read = filters.map((filter) => ({
    condition: conditionOf(filter, { context, invalidValue }),
    narrows: isNarrowing(filter),
  }));
  return {
    narrowing: read.flatMap(({ condition, narrows }) => (narrows ? [condition] : [])),
    conditions: read.flatMap(({ condition, narrows }) => (narrows ? [] : [condition])),
  };
}

const ruleOf = (key: string): FilterRule | undefined => (Object.hasOwn(RULES, key) ? RULES[key] : undefined);

const isNarrowing = ({ key, operator = 'Equal' }: GivenFilter): boolean =>
  operator === 'Equal' && ruleOf(key)?.narrows === true;

interface Reading {
  readonly context: RequestContext;
  /** AWS's code for a value that an attribute cannot have. */
  readonly invalidValue: string;
}

function conditionOf({ key, values, operator = 'Equal' }: GivenFilter, { context, invalidValue }: Reading): Condition {
  if (isTag(key) && operator !== 'Equal')
    throw new Fault('InvalidFilterKey', `The filter ${key.slice(0, 100)} takes the operator Equal alone.`);
  if (key === 'tag-key') return hasTagKey(values);
  if (isTag(key)) return hasTag(key.slice('tag:'.length), values);
  const rule = ruleOf(key);
  if (!rule)
    throw new Fault(
      'InvalidFilterKey',
      `There is no filter "${key.slice(0, 100)}": expected one of ${Object.keys(RULES).join(', ')}, tag-key, tag:KEY.`,
    );
  const unknown = operator === 'Equal' ? values.find((value) => rule.values?.includes(value) === false) : undefined;
  if (unknown !== undefined)
    throw new Fault(
      invalidValue,
      `The filter ${key} has the value "${unknown.slice(0, 100)}": expected one of ${rule.values?.join(', ')}.`,
    );
  return conditionOn(typeof rule.attribute === 'function' ? rule.attribute(context) : rule.attribute, operator, values);
}
