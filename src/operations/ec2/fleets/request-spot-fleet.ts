import type {
  RequestSpotFleetRequest,
  RequestSpotFleetResponse,
  SpotFleetRequestConfigData,
} from '@aws-sdk/client-ec2';
import type { FleetPlan } from '../../../domain/fleets/fleet.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
import { ec2Arn, INSTANCE, SPOT_FLEET } from '../ec2-ids.ts';
import { authorizeLaunches } from '../instances/authorize-launch.ts';
import { dryRunSucceeded } from '../refusal-fault.ts';
import { checkValidity } from '../spot/spot-terms.ts';
import { launchesOf } from './fleet-launches.ts';
import { poolsOfSpecifications, poolsOfTemplates } from './fleet-pools.ts';
import { sideOf, targetsOf } from './fleet-targets.ts';
import { createFleetRow } from './new-fleet.ts';

const config = (member: string) => `SpotFleetRequestConfig.${member}`;
const strategies = [
  'lowestPrice',
  'diversified',
  'capacityOptimized',
  'capacityOptimizedPrioritized',
  'priceCapacityOptimized',
];

/** Asks for a Spot Fleet, which the job launches as far as licenses go. */
export const requestSpotFleet: Operation<RequestSpotFleetRequest, RequestSpotFleetResponse> = {
  constraints: {
    [config('AllocationStrategy')]: { oneOf: strategies },
    [config('ClientToken')]: { length: [0, 64] },
    [config('ExcessCapacityTerminationPolicy')]: { oneOf: ['default', 'noTermination'], anyCase: true },
    [config('InstanceInterruptionBehavior')]: { oneOf: ['terminate', 'stop', 'hibernate'] },
    [config('InstancePoolsToUseCount')]: { integer: true, range: [1, 300] },
    [config('OnDemandAllocationStrategy')]: { oneOf: ['lowestPrice', 'prioritized'] },
    [config('Type')]: { oneOf: ['request', 'maintain'] },
  },
  passes: ({ SpotFleetRequestConfig: given }) => {
    const role = given?.IamFleetRole;
    return role === undefined ? [] : [{ service: 'spotfleet.amazonaws.com', role }];
  },
  decidesDryRun: true,
  resources: (_, scope) => [ec2Arn(SPOT_FLEET, '*', scope), ec2Arn(INSTANCE, '*', scope)],

  async handle({ SpotFleetRequestConfig: given, DryRun }, context) {
    const { ClientToken: _token, TagSpecifications: tags, ...echoed } = given!;
    const type = given!.Type === 'request' ? 'request' : 'maintain';
    const plan = await planOf(given!, context);
    await authorizeLaunches(context, launchesOf(plan.pools, plan.sides));
    if (DryRun) throw dryRunSucceeded();
    const { id: SpotFleetRequestId } = await createFleetRow(context, {
      kind: 'spot-fleet',
      type,
      plan,
      input: given!,
      config: echoed,
      tags,
    });
    return { SpotFleetRequestId };
  },
};

async function planOf(given: SpotFleetRequestConfigData, context: RequestContext): Promise<FleetPlan> {
  const {
    LaunchSpecifications: specifications = [],
    LaunchTemplateConfigs: templates = [],
    ValidFrom,
    ValidUntil,
  } = given;
  if (specifications.length > 0 && templates.length > 0)
    throw new Fault('InvalidParameterCombination', 'Give LaunchSpecifications or LaunchTemplateConfigs, not both.');
  if (given.LoadBalancersConfig)
    throw new Fault('UnsupportedOperation', 'Headroom does not support LoadBalancersConfig yet; leave it out.');
  checkValidity({ from: ValidFrom, until: ValidUntil, now: context.now });
  const targets = targetsOf({
    TotalTargetCapacity: given.TargetCapacity,
    OnDemandTargetCapacity: given.OnDemandTargetCapacity,
    TargetCapacityUnitType: given.TargetCapacityUnitType,
  });
  return {
    actor: actorOf(context),
    pools:
      templates.length > 0
        ? await poolsOfTemplates(templates, context, given.TargetCapacityUnitType)
        : poolsOfSpecifications(specifications, context),
    sides: {
      'on-demand': sideOf(targets['on-demand'], { AllocationStrategy: given.OnDemandAllocationStrategy }),
      spot: sideOf(targets.spot, {
        AllocationStrategy: given.AllocationStrategy,
        InstancePoolsToUseCount: given.InstancePoolsToUseCount,
      }),
    },
    terminateExcess: given.ExcessCapacityTerminationPolicy?.toLowerCase() !== 'notermination',
    terminateOnExpiration: given.TerminateInstancesWithExpiration ?? false,
    interruptionBehavior: given.InstanceInterruptionBehavior ?? 'terminate',
    ...(ValidFrom && { validFrom: ValidFrom.toISOString() }),
    ...(ValidUntil && { validUntil: ValidUntil.toISOString() }),
  };
}
