import { sql, type Transaction } from 'kysely';
import { parseLicenseConfigurationArn } from '../domain/arn.ts';
import type { Command } from '../domain/commands.ts';
import { type Association, consumptionKey, type Facts, type TokenKey } from '../domain/facts.ts';
import type { License } from '../domain/license.ts';
import { parseResourceArn } from '../domain/resource.ts';
import { readOpenConsumption } from '../store/consumption.ts';
import { readTokens } from '../store/idempotency-token.ts';
import { readLaunchImages } from '../store/image.ts';
import { lockInstances } from '../store/instance.ts';
import { lockTiesOf, readAssociations } from '../store/license-association.ts';
import { lockLicenses, readAssociationCounts, readShares } from '../store/license-configuration.ts';
import type { DB } from '../store/schema.ts';

/** What commands name, and so what is to be read for them. */
interface Named {
  readonly accounts: Set<string>;
  readonly licenses: Set<string>;
  readonly images: Set<string>;
  /** Images whose licenses may change. */
  readonly retiedImages: Set<string>;
  readonly instances: Set<string>;
  readonly tokens: Map<string, TokenKey>;
  /** Licenses whose associations are counted, for they may be deleted. */
  readonly deletions: Set<string>;
}

/**
 * Reads, under lock, what the commands are decided on. Locks are taken in one order everywhere (images whose licenses may
 * change, instances, then licenses, each by id), so servers wait for each other and never deadlock. Tokens and the time,
 * which is the database's, are read once all locks are held: of two servers with one token the second sees what the first
 * did, and intervals of one license never overlap by the clocks of two servers.
 */
export async function readFacts(trx: Transaction<DB>, commands: readonly Command[]): Promise<Facts> {
  const named = nameAll(commands);
  if (named.retiedImages.size > 0) await lockTiesOf(trx, [...named.retiedImages]);
  const instances = named.instances.size > 0 ? await lockInstances(trx, [...named.instances]) : [];
  const images = named.images.size > 0 ? await readLaunchImages(trx, [...named.images]) : [];
  const resourceIds = [...named.images, ...instances.map((instance) => instance.id)];
  const associations = resourceIds.length > 0 ? await readAssociations(trx, resourceIds) : [];
  const licenseIds = [...new Set([...named.licenses, ...associations.map((a) => a.licenseId)])];
  const licenses = licenseIds.length > 0 ? await withShares(trx, await lockLicenses(trx, licenseIds), named.accounts) : [];
  const associationCounts = named.deletions.size > 0 ? await readAssociationCounts(trx, [...named.deletions]) : new Map();
  const resourceIdsThatHold = instances.map((instance) => instance.id);
  const held = resourceIdsThatHold.length > 0 && licenseIds.length > 0;
  const consumption = held ? await readOpenConsumption(trx, { licenseIds, resourceIds: resourceIdsThatHold }) : [];
  const tokens = named.tokens.size > 0 ? await readTokens(trx, [...named.tokens.values()]) : new Map();
  return {
    at: await readClock(trx),
    licenses: new Map(licenses.map((license) => [license.id, license])),
    associationCounts,
    images: new Map(images.map((image) => [image.id, image])),
    instances: new Map(instances.map((instance) => [instance.id, instance])),
    associations: Map.groupBy(associations, (association: Association) => association.resource.id),
    consumption: new Map(consumption.map((row) => [consumptionKey(row.licenseId, row.resourceId), row.amount])),
    tokens,
  };
}

function nameAll(commands: readonly Command[]): Named {
  const named: Named = {
    accounts: new Set(),
    licenses: new Set(),
    images: new Set(),
    retiedImages: new Set(),
    instances: new Set(),
    tokens: new Map(),
    deletions: new Set(),
  };
  for (const command of commands) nameOne(command, named);
  return named;
}

function nameOne(command: Command, named: Named): void {
  if ('actor' in command) named.accounts.add(command.actor.accountId);
  switch (command.kind) {
    case 'launch': {
      const { actor, request, token } = command;
      named.images.add(request.imageId);
      nameLicenses(request.licenseConfigurationArns, named);
      if (!token) break;
      const key = { accountId: actor.accountId, region: actor.region, action: actor.action, token: token.value };
      named.tokens.set(JSON.stringify(key), key);
      break;
    }
    case 'update-license-specifications': {
      const resource = parseResourceArn(command.resourceArn);
      if (resource?.type === 'EC2_AMI') nameRetiedImage(resource.id, named);
      else if (resource) named.instances.add(resource.id);
      nameLicenses([...command.add, ...command.remove].map((item) => item.licenseConfigurationArn), named);
      break;
    }
    case 'forget-image':
      nameRetiedImage(command.imageId, named);
      break;
    case 'change-instance-type':
      named.instances.add(command.instanceId);
      break;
    case 'delete-license-configuration':
      named.deletions.add(command.licenseId);
      named.licenses.add(command.licenseId);
      break;
    case 'update-license-configuration':
      named.licenses.add(command.licenseId);
      break;
    default:
      for (const id of command.instanceIds) named.instances.add(id);
  }
}

function nameRetiedImage(id: string, { images, retiedImages }: Named): void {
  images.add(id);
  retiedImages.add(id);
}

function nameLicenses(arns: readonly string[], named: Named): void {
  for (const arn of arns) {
    const ref = parseLicenseConfigurationArn(arn);
    if (ref) named.licenses.add(ref.id);
  }
}

/** Shares matter only where a command comes from another account than the license's. */
async function withShares(trx: Transaction<DB>, licenses: License[], accounts: ReadonlySet<string>): Promise<License[]> {
  const foreign = [...accounts].some((account) => licenses.some((license) => license.accountId !== account));
  if (!foreign) return licenses;
  const shares = await readShares(trx, licenses.map((license) => license.id));
  return licenses.map((license) => ({ ...license, sharedWith: shares.get(license.id) ?? [] }));
}

/** The time of the database, to which all servers keep. */
export async function readClock(trx: Transaction<DB>): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`SELECT clock_timestamp() AS at`.execute(trx);
  return rows[0]!.at;
}
