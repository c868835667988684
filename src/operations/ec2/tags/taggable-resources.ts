import type { Transaction } from 'kysely';
import { findPublicImage } from '../../../domain/catalogue/public-images.ts';
import { attachedIdsOf } from '../../../domain/instances/attached.ts';
import { possibleOwners } from '../../../domain/instances/attached-id.ts';
import { defaultGroup } from '../../../domain/networks/security-group.ts';
import { defaultSubnets, defaultVpc } from '../../../domain/networks/vpc.ts';
import { Fault } from '../../../fault.ts';
import type { DB } from '../../../store/schema.ts';
import { lockTaggableResources } from '../../../store/tag.ts';
import { readInstances } from '../../../views/ec2/instances.ts';
import {
  ADDRESS,
  checkId,
  type Ec2Kind,
  ec2Arn,
  FLEET,
  HOST,
  IMAGE,
  IMPORT_IMAGE_TASK,
  INSTANCE,
  INTERNET_GATEWAY,
  KEY_PAIR,
  LAUNCH_TEMPLATE,
  NAT_GATEWAY,
  NETWORK_INTERFACE,
  PLACEMENT_GROUP,
  ROUTE_TABLE,
  SECURITY_GROUP,
  SECURITY_GROUP_RULE,
  SNAPSHOT,
  SPOT_FLEET,
  SPOT_REQUEST,
  SUBNET,
  VOLUME,
  VPC,
} from '../ec2-ids.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

const KINDS: readonly Ec2Kind[] = [
  ...[INSTANCE, IMAGE, LAUNCH_TEMPLATE, IMPORT_IMAGE_TASK, HOST, SPOT_REQUEST, FLEET, SPOT_FLEET],
  ...[VPC, SUBNET, SECURITY_GROUP, SECURITY_GROUP_RULE, KEY_PAIR, VOLUME, NETWORK_INTERFACE, SNAPSHOT],
  ...[INTERNET_GATEWAY, ROUTE_TABLE, NAT_GATEWAY, ADDRESS, PLACEMENT_GROUP],
];

const kindOf = (id: string): Ec2Kind | undefined => KINDS.find(({ prefix }) => id.startsWith(`${prefix}-`));

/** For the authorization step and the audit trail: the ARNs of the resources that ids name. */
export const taggedArns = ({ Resources: ids = [] }: { Resources?: string[] | undefined }, scope: Scope): string[] =>
  ids.flatMap((id) => {
    const kind = kindOf(id);
    return kind ? [ec2Arn(kind, id, scope)] : [];
  });

/** The ids to tag, each once, all of a kind that can be tagged and in its form; otherwise the fault of the first that is not. */
export function checkTaggable(ids: readonly string[], { region }: Scope): string[] {
  for (const id of ids) {
    const kind = kindOf(id);
    if (!kind) throw new Fault('InvalidID', `The ID '${id}' is not valid`);
    checkId(kind, id);
    if (findPublicImage(region, id))
      throw new Fault('UnsupportedOperation', `Image ${id} is public; tag a copy of your own instead.`);
  }
  return [...new Set(ids)];
}

/**
 * Of these ids the ones that the account has in the Region, with EC2's word for what they are, locked where they have
 * rows; a default network and what is attached to machines have none.
 */
export async function lockTaggable(
  trx: Transaction<DB>,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const types = await lockTaggableResources(trx, scope, ids);
  const defaults = [defaultVpc(scope), ...defaultSubnets(scope), defaultGroup(defaultVpc(scope))].map(({ id }) => id);
  for (const id of ids) if (defaults.includes(id)) types.set(id, kindOf(id)!.resourceType);
  const owners = ids.flatMap(possibleOwners);
  if (owners.length === 0) return types;
  for (const instance of await readInstances(trx, scope, { ids: owners, limit: owners.length })) {
    for (const id of attachedIdsOf(instance)) if (ids.includes(id)) types.set(id, kindOf(id)!.resourceType);
  }
  return types;
}

/** Faults with the kind's own code unless all ids are among those that are there. */
export function checkAllThere(ids: readonly string[], there: ReadonlyMap<string, string>): void {
  for (const kind of KINDS) {
    const missing = ids.filter((id) => kindOf(id) === kind && !there.has(id));
    if (missing.length > 0) throw kind.notFound(missing);
  }
}
