import type { ModifyFleetRequest, ModifyFleetResult, TargetCapacitySpecificationRequest } from '@aws-sdk/client-ec2';
import { type Fleet, type FleetPlan, type Lifecycle, replacePools } from '../../../domain/fleets/fleet.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, FLEET } from '../ec2-ids.ts';
import { authorizeLaunches } from '../instances/authorize-launch.ts';
import { dryRunSucceeded } from '../refusal-fault.ts';
import { modifyFleetRow } from './change-fleet.ts';
import { launchesOf } from './fleet-launches.ts';
import { poolsOfTemplates } from './fleet-pools.ts';
import { targetsOf } from './fleet-targets.ts';
import { readNamedFleets } from './named-fleets.ts';

export const modifyFleet: Operation<ModifyFleetRequest, ModifyFleetResult> = {
  constraints: { ExcessCapacityTerminationPolicy: { oneOf: ['no-termination', 'termination'] } },
  decidesDryRun: true,
  resources: ({ FleetId: id }, scope) => (id ? [ec2Arn(FLEET, id, scope)] : []),

  async handle(request, context) {
    const { FleetId: id, DryRun, LaunchTemplateConfigs: configs, ...given } = request;
    const { TargetCapacitySpecification: capacity, ExcessCapacityTerminationPolicy: policy } = given;
    const [seen] = await readNamedFleets([id!], 'ec2-fleet', context);
    const unit = capacity?.TargetCapacityUnitType ?? capacityOf(seen!).TargetCapacityUnitType;
    const pools = configs?.length ? await poolsOfTemplates(configs, context, unit) : undefined;
    await authorizeLaunches(context, launchesOf(pools));
    if (DryRun) throw dryRunSucceeded();
    const planOf = (fleet: Fleet & Configured): FleetPlan => {
      const { plan } = fleet;
      const targets = capacity && changedTargets(fleet, capacity);
      return {
        ...plan,
        ...(pools && { pools: replacePools(plan.pools, pools) }),
        ...(policy && { terminateExcess: policy === 'termination' }),
        ...(targets && {
          sides: {
            'on-demand': { ...plan.sides['on-demand'], target: targets['on-demand'] },
            spot: { ...plan.sides.spot, target: targets.spot },
          },
        }),
      };
    };
    const configOf = (config: object) => ({
      ...config,
      ...given,
      ...(capacity && { TargetCapacitySpecification: { ...capacityOf({ config }), ...capacity } }),
      ...(configs?.length && { LaunchTemplateConfigs: configs }),
    });
    await modifyFleetRow({ id: id!, kind: 'ec2-fleet', planOf, configOf }, context);
    return { Return: true };
  },
};

interface Configured {
  readonly config: unknown;
}

const capacityOf = ({ config }: Configured): Partial<TargetCapacitySpecificationRequest> =>
  (config as Partial<ModifyFleetRequest>).TargetCapacitySpecification ?? {};

/**
 * The units of each side when a request changes the total: those that it gives to neither are of the fleet's default side,
 * while the other keeps what it had (EC2 user guide, modify an EC2 Fleet).
 */
function changedTargets(fleet: Fleet & Configured, capacity: Partial<TargetCapacitySpecificationRequest>) {
  const before = capacityOf(fleet);
  const rest = capacity.DefaultTargetCapacityType ?? before.DefaultTargetCapacityType ?? 'spot';
  const isShared = capacity.OnDemandTargetCapacity !== undefined || capacity.SpotTargetCapacity !== undefined;
  const kept = (lifecycle: Lifecycle) =>
    Math.min(fleet.plan.sides[lifecycle].target, capacity.TotalTargetCapacity ?? 0);
  const other = rest === 'spot' ? { OnDemandTargetCapacity: kept('on-demand') } : { SpotTargetCapacity: kept('spot') };
  const unit = { TargetCapacityUnitType: before.TargetCapacityUnitType };
  return targetsOf({ ...unit, ...capacity, DefaultTargetCapacityType: rest, ...(!isShared && other) });
}
