import type { ModifyFleetRequest, ModifyFleetResult } from '@aws-sdk/client-ec2';
import { type Fleet, type FleetPlan, replacePools } from '../../../domain/fleets/fleet.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, FLEET } from '../ec2-ids.ts';
import { authorizeLaunches } from '../instances/authorize-launch.ts';
import { dryRunSucceeded } from '../refusal-fault.ts';
import { modifyFleetRow } from './change-fleet.ts';
import { launchesOf } from './fleet-launches.ts';
import { poolsOfTemplates } from './fleet-pools.ts';
import { targetsOf } from './fleet-targets.ts';

export const modifyFleet: Operation<ModifyFleetRequest, ModifyFleetResult> = {
  constraints: { ExcessCapacityTerminationPolicy: { oneOf: ['no-termination', 'termination'] } },
  decidesDryRun: true,
  resources: ({ FleetId: id }, scope) => (id ? [ec2Arn(FLEET, id, scope)] : []),

  async handle(request, context) {
    const { FleetId: id, DryRun, LaunchTemplateConfigs: configs, ...given } = request;
    const { TargetCapacitySpecification: capacity, ExcessCapacityTerminationPolicy: policy } = given;
    const pools = configs?.length
      ? await poolsOfTemplates(configs, context, capacity?.TargetCapacityUnitType)
      : undefined;
    await authorizeLaunches(context, launchesOf(pools));
    if (DryRun) throw dryRunSucceeded();
    const targets = capacity && targetsOf(capacity);
    const planOf = ({ plan }: Fleet): FleetPlan => ({
      ...plan,
      ...(pools && { pools: replacePools(plan.pools, pools) }),
      ...(policy && { terminateExcess: policy === 'termination' }),
      ...(targets && {
        sides: {
          'on-demand': { ...plan.sides['on-demand'], target: targets['on-demand'] },
          spot: { ...plan.sides.spot, target: targets.spot },
        },
      }),
    });
    const configOf = (config: object) => ({
      ...config,
      ...given,
      ...(configs?.length && { LaunchTemplateConfigs: configs }),
    });
    await modifyFleetRow({ id: id!, kind: 'ec2-fleet', planOf, configOf }, context);
    return { Return: true };
  },
};
