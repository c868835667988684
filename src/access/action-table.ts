import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessQuestion } from '../domain/authorization.ts';
import { resourceTypeOf } from '../domain/policies/request-context.ts';

/** What AWS's Service Authorization Reference says of a service; see `scripts/action-table.ts`. */
export interface ActionFile {
  /** By the names of the actions, which are those of the operations. */
  readonly actions: Readonly<Record<string, Action>>;
  /** The condition keys that each type of resource has. */
  readonly types: Readonly<Record<string, readonly string[]>>;
}

export interface Action {
  readonly level: 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management';
  /** The types of resources, as their ARNs have them, that it is allowed on; where there are none, on everything. */
  readonly types: readonly string[];
  /** The condition keys that can narrow it, beside those of its resources and of every request. */
  readonly keys: readonly string[];
}

/** Where the table of a service is; beside `src` in a checkout and beside the compiled code in a package. */
export const actionFile = (service: string): string =>
  join(import.meta.dirname, '..', '..', 'generated', 'actions', `${service}.json`);

const files = new Map<string, ReadonlyMap<string, Action>>();

function actionsOf(service: string): ReadonlyMap<string, Action> {
  const known = files.get(service);
  if (known) return known;
  const { actions }: ActionFile = JSON.parse(readFileSync(actionFile(service), 'utf8'));
  const read = new Map(Object.entries(actions));
  files.set(service, read);
  return read;
}

/** Headroom's own service has no table: its operations are about all of the installation. */
const isTabled = (service: string): boolean => service !== 'headroom';

/** What is known of an action such as `ec2:RunInstances`; undefined where the reference has none of that name. */
export function findAction(action: string): Action | undefined {
  const [service = '', name = ''] = action.split(':');
  return isTabled(service) ? actionsOf(service).get(name) : undefined;
}

/** What operations make whose names do not say so. */
const MADE: Readonly<Record<string, string>> = { AllocateAddress: 'elastic-ip', CreateNatGateway: 'natgateway' };

/** EC2 asks for the right to what is to be made, which has no id yet, as `TYPE/*`; key pairs have a name. */
export function resourcesMade(
  { action, resources }: AccessQuestion,
  { accountId, region }: { accountId: string; region: string },
): string[] {
  const [, noun] = /^ec2:(?:Create|Copy|Import|Register)(\w+)$/.exec(action) ?? [];
  const type = MADE[action.slice('ec2:'.length)] ?? noun?.replace(/\B[A-Z]/g, '-$&').toLowerCase();
  const isNamed = resources.some((arn) => resourceTypeOf(arn) === type);
  if (!type || isNamed || !findAction(action)?.types.includes(type)) return [];
  const account = ['image', 'snapshot'].includes(type) ? '' : accountId;
  return [`arn:aws:ec2:${region}:${account}:${type}/*`];
}

/**
 * The resources that policies are asked for, of those that a request names: a policy cannot allow an action on a type that
 * the action is not about.
 */
export function resourcesAskedFor({ action, resources }: AccessQuestion): readonly string[] {
  const types = findAction(action)?.types ?? [];
  return resources.filter((arn) => types.includes(resourceTypeOf(arn)));
}
