import type { CreateFleetRequest, CreateFleetResult } from '@aws-sdk/client-ec2';
import type { FleetPlan, FleetPool } from '../../../domain/fleets/fleet.ts';
import { Fault } from '../../../fault.ts';
import { fulfilFleet } from '../../../ledger/fulfil-fleet.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { readFleetInstances, readFleets } from '../../../views/ec2/fleets.ts';
import { actorOf } from '../../change.ts';
import { ec2Arn, FLEET, INSTANCE } from '../ec2-ids.ts';
import { authorizeLaunches } from '../instances/authorize-launch.ts';
import { dryRunSucceeded } from '../refusal-fault.ts';
import { checkValidity } from '../spot/spot-terms.ts';
import { tagsFor } from '../tags/ec2-tags.ts';
import { launchesOf } from './fleet-launches.ts';
import { poolsOfTemplates } from './fleet-pools.ts';
import { fleetErrorShapes, fleetInstanceGroups } from './fleet-shape.ts';
import { sideOf, targetsOf } from './fleet-targets.ts';
import { createFleetRow } from './new-fleet.ts';

const strategies = [
  'lowest-price',
  'lowestPrice', // as Terraform sends it
  'diversified',
  'capacity-optimized',
  'capacity-optimized-prioritized',
  'price-capacity-optimized',
];

/** Creates an EC2 Fleet. One of type instant is launched within the call, as far as licenses go; the job sees to others. */
export const createFleet: Operation<CreateFleetRequest, CreateFleetResult> = {
  constraints: {
    ClientToken: { length: [0, 64] },
    'TargetCapacitySpecification.TargetCapacityUnitType': { oneOf: ['units', 'vcpu', 'memory-mib'] },
    ExcessCapacityTerminationPolicy: { oneOf: ['no-termination', 'termination'] },
    LaunchTemplateConfigs: { items: [1, 50] },
    'OnDemandOptions.AllocationStrategy': { oneOf: ['lowest-price', 'lowestPrice', 'prioritized'] },
    'SpotOptions.AllocationStrategy': { oneOf: strategies },
    'SpotOptions.InstanceInterruptionBehavior': { oneOf: ['terminate', 'stop', 'hibernate'] },
    'SpotOptions.InstancePoolsToUseCount': { integer: true, range: [1, 300] },
    Type: { oneOf: ['instant', 'request', 'maintain'] },
  },
  decidesDryRun: true,
  resources: (_, scope) => [ec2Arn(FLEET, '*', scope), ec2Arn(INSTANCE, '*', scope)],

  async handle(input, context) {
    const type = input.Type ?? 'maintain';
    const plan = await planOf(input, context);
    await authorizeLaunches(context, launchesOf(plan.pools, plan.sides));
    if (input.DryRun) throw dryRunSucceeded();
    const { ClientToken: _token, DryRun: _dryRun, TagSpecifications: tags, ...config } = input;
    const { id: FleetId, taken } = await createFleetRow(context, {
      kind: 'ec2-fleet',
      type,
      plan,
      input,
      config: { ...config, Type: type },
      tags,
    });
    if (type !== 'instant') return { FleetId };
    for (const fleet of taken) await fulfilFleet(context, fleet);
    return { FleetId, ...(await readResult(FleetId, context)) };
  },
};

async function planOf(input: CreateFleetRequest, context: RequestContext): Promise<FleetPlan> {
  const { SpotOptions: spot, OnDemandOptions: onDemand, ValidFrom, ValidUntil } = input;
  if (input.ReservedCapacityOptions)
    throw new Fault('UnsupportedOperation', 'Headroom does not support ReservedCapacityOptions yet; leave them out.');
  checkValidity({ from: ValidFrom, until: ValidUntil, now: context.now });
  checkInstantOnly(input);
  const { TargetCapacitySpecification: capacity, LaunchTemplateConfigs: configs = [] } = input;
  const targets = targetsOf(capacity ?? {});
  const pools = await poolsOfTemplates(configs, context, capacity?.TargetCapacityUnitType);
  return {
    actor: actorOf(context),
    pools: pools.map((pool) => taggedPool(pool, input)),
    sides: { 'on-demand': sideOf(targets['on-demand'], onDemand), spot: sideOf(targets.spot, spot) },
    terminateExcess: input.ExcessCapacityTerminationPolicy !== 'no-termination',
    terminateOnExpiration: input.TerminateInstancesWithExpiration ?? false,
    interruptionBehavior: spot?.InstanceInterruptionBehavior ?? 'terminate',
    ...(ValidFrom && { validFrom: ValidFrom.toISOString() }),
    ...(ValidUntil && { validUntil: ValidUntil.toISOString() }),
  };
}

/** A fleet of type instant tags what it launches, beside its launch templates; others are tagged alone (CreateFleet in the API reference). */
function taggedPool(pool: FleetPool, { Type: type, TagSpecifications: given }: CreateFleetRequest): FleetPool {
  if (type !== 'instant' || !given?.length) return pool;
  const tags = (resourceType: string) => tagsFor(given, 'instant-fleet', resourceType);
  const { request } = pool;
  const { volume, networkInterface } = request.attachedTags ?? {};
  return {
    ...pool,
    request: {
      ...request,
      tags: { ...request.tags, ...tags('instance') },
      attachedTags: {
        volume: { ...volume, ...tags('volume') },
        networkInterface: { ...networkInterface, ...tags('network-interface') },
      },
      spotRequestTags: { ...request.spotRequestTags, ...tags('spot-instances-request') },
    },
  };
}

/** Members that EC2 has for fleets of type instant only. */
function checkInstantOnly({ Type: type, SpotOptions, OnDemandOptions }: CreateFleetRequest): void {
  if (type === 'instant') return;
  for (const options of [SpotOptions, OnDemandOptions])
    for (const name of ['MinTargetCapacity', 'SingleInstanceType', 'SingleAvailabilityZone'] as const)
      if (options?.[name])
        throw new Fault('InvalidParameterCombination', `${name} is for fleets of type instant only.`);
}

async function readResult(
  id: string,
  { db, accountId, region }: RequestContext,
): Promise<Omit<CreateFleetResult, 'FleetId'>> {
  const [fleet] = await readFleets(db, { accountId, region, kind: 'ec2-fleet' }, { ids: [id], limit: 1 });
  if (!fleet) throw FLEET.notFound([id]);
  return {
    Errors: fleetErrorShapes(fleet),
    Instances: fleetInstanceGroups(fleet, await readFleetInstances(db, id), region),
  };
}
