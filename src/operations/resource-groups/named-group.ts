import type { Transaction } from 'kysely';
import type { Constraints } from '../../domain/constraints.ts';
import {
  type GroupConfigurationItem,
  type GroupUse,
  parseResourceGroupArn,
  resourceGroupArn,
} from '../../domain/hosts/host-resource-group.ts';
import { CommonFault, Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { lockResourceGroup } from '../../store/resource-group.ts';
import type { DB } from '../../store/schema.ts';
import { findResourceGroup, type ResourceGroupRow } from '../../views/resource-groups/resource-groups.ts';

/** How requests name a group; `GroupName` is what clients sent before `Group` took ARNs as well. */
export interface NamesGroup {
  readonly Group?: string | undefined;
  readonly GroupName?: string | undefined;
}

const NAME = '[A-Za-z0-9_.-]{1,300}';

const NAME_FORM = 'a name of letters, digits, dots, hyphens and underscores';

export const nameConstraint = { length: [1, 300], pattern: new RegExp(`^${NAME}$`), form: NAME_FORM } as const;

/** What the operations on one group have in common beside their handlers. */
export const groupFrame = {
  constraints: {
    Group: {
      length: [1, 1600],
      pattern: new RegExp(`^(arn:aws[a-z-]*:resource-groups:[^:]+:[0-9]{12}:group/)?${NAME}$`),
      form: `${NAME_FORM}, or the ARN of a group`,
    },
    GroupName: nameConstraint,
  } satisfies Constraints,
  resources: (input: NamesGroup, scope: { accountId: string; region: string }): string[] => {
    const arn = arnNamed(input, scope);
    return arn === undefined ? [] : [arn];
  },
} as const;

function arnNamed({ Group: group, GroupName: name }: NamesGroup, scope: { accountId: string; region: string }) {
  const given = group ?? name;
  if (given === undefined) return undefined;
  const ref = parseResourceGroupArn(given);
  return ref ? resourceGroupArn(ref, ref.name) : resourceGroupArn(scope, given);
}

/** The ARN of the group that a request names. */
export function groupArnOf(input: NamesGroup, context: RequestContext): string {
  const arn = arnNamed(input, context);
  if (arn === undefined) throw new CommonFault('MissingMember', 'The required member Group is missing.');
  return arn;
}

/** The group that a request names; faults where the Region has none like it. */
export async function requireGroup(arn: string, context: RequestContext): Promise<ResourceGroupRow> {
  const isHere = parseResourceGroupArn(arn)?.region === context.region;
  const group = isHere ? await findResourceGroup(context.db, arn) : undefined;
  if (!group) throw groupNotFound(arn);
  return group;
}

/** The query of a group by tags; faults on a host resource group, as clients ask by which of the two a group is. */
export function queryOf({ name, query }: ResourceGroupRow): string {
  if (query === null) throw badRequest(`The group ${name} has a Configuration and no ResourceQuery.`);
  return query;
}

/** The configuration of a host resource group; faults on a group by tags. */
export function configurationOf({ name, configuration }: ResourceGroupRow): GroupConfigurationItem[] {
  if (configuration === null) throw badRequest(`The group ${name} has a ResourceQuery and no Configuration.`);
  return configuration;
}

/** Reads a group that is locked. */
export const readLocked = async (trx: Transaction<DB>, arn: string): Promise<ResourceGroupRow> =>
  (await findResourceGroup(trx, arn))!;

/** Locks the group for a change, with what is in use there; faults where it was deleted meanwhile. */
export async function lockGroup(trx: Transaction<DB>, arn: string): Promise<GroupUse> {
  const group = await lockResourceGroup(trx, arn);
  if (!group) throw groupNotFound(arn);
  return group;
}

export const groupNotFound = (arn: string): Fault =>
  new Fault('NotFoundException', `Cannot find group: there is no ${arn} in this Region.`);

export const badRequest = (message: string): Fault => new Fault('BadRequestException', message);
