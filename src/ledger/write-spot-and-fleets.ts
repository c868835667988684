import type { Transaction } from 'kysely';
import type { Command, LaunchCommand } from '../domain/commands.ts';
import type { Effect } from '../domain/facts.ts';
import { launchSpecificationOf, type SpotRequestDetails, spotRequestIdOf } from '../domain/fleets/spot-request.ts';
import type { Instance } from '../domain/instances/instance.ts';
import { enterFleets, wakeFleets } from '../store/fleet-instance.ts';
import type { DB } from '../store/schema.ts';
import { fulfilSpotRequests, wakeSpotRequests } from '../store/spot-request.ts';
import { putTags, tagRows } from '../store/tag.ts';

/**
 * Ties what a group launched to the Spot requests and fleets it is for, in the launch's own transaction: whatever dies
 * after it, no machine is without its request and none is launched again.
 */
export async function joinSpotAndFleets(
  trx: Transaction<DB>,
  group: readonly { readonly command: Command; readonly effects: readonly Effect[] }[],
  at: Date,
): Promise<void> {
  const launched = group.flatMap(({ command, effects }) =>
    command.kind === 'launch' && (command.request.settings.spot || command.request.settings.fleet)
      ? effects.flatMap((effect) => (effect.kind === 'insert-instance' ? [{ command, instance: effect.instance }] : []))
      : [],
  );
  const spot = launched
    .filter(({ instance }) => instance.settings.spot)
    .map(({ command, instance }) => spotMachine(command, instance));
  if (spot.length > 0) await fulfilSpotRequests(trx, spot, at);
  await putTags(
    trx,
    launched.flatMap(({ command, instance }) => requestTags(command, instance)),
  );
  const inFleets = launched
    .filter(({ instance }) => instance.settings.fleet)
    .map(({ instance }) => fleetMachine(instance));
  if (inFleets.length > 0) await enterFleets(trx, inFleets, at);
}

/** Makes requests and fleets due whose machines changed otherwise than from pending to running. */
export async function wakeSpotAndFleets(trx: Transaction<DB>, instances: readonly Instance[], at: Date): Promise<void> {
  const changed = instances.filter(({ state, settings }) => state !== 'running' && (settings.spot || settings.fleet));
  const spot = changed.filter(({ settings }) => settings.spot).map(({ id }) => id);
  if (spot.length > 0) await wakeSpotRequests(trx, spot, at);
  const fleets = new Set(changed.flatMap(({ settings }) => settings.fleet?.fleetId ?? []));
  if (fleets.size > 0) await wakeFleets(trx, [...fleets], at);
}

/** A request that a launch brings along keeps what to launch from, unless a fleet sees to that. */
function spotMachine({ actor, request }: LaunchCommand, instance: Instance) {
  const details: SpotRequestDetails = {
    terms: instance.settings.spot!,
    actor,
    ...(!instance.settings.fleet && { request: { ...request, minCount: 1, maxCount: 1 } }),
    specification: launchSpecificationOf(instance),
  };
  const { accountId, region, id: instanceId } = instance;
  return { accountId, region, id: spotRequestIdOf(instance)!, details, instanceId };
}

function requestTags({ request }: LaunchCommand, instance: Instance) {
  const { accountId, region } = instance;
  const resourceId = spotRequestIdOf(instance);
  return resourceId && request.spotRequestTags
    ? tagRows({ accountId, region, resourceId, resourceType: 'spot-instances-request' }, request.spotRequestTags)
    : [];
}

function fleetMachine({
  accountId,
  region,
  id: instanceId,
  instanceType,
  availabilityZone,
  imageId,
  settings,
}: Instance) {
  const description = JSON.stringify({ instanceType, image: imageId, availabilityZone });
  const lifecycle = settings.spot ? ('spot' as const) : ('on-demand' as const);
  return { accountId, region, instanceId, lifecycle, description, ...settings.fleet! };
}
