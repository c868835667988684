import type { ModifySpotFleetRequestRequest, ModifySpotFleetRequestResponse } from '@aws-sdk/client-ec2';
import { type Fleet, type FleetPlan, replacePools } from '../../../domain/fleets/fleet.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, SPOT_FLEET } from '../ec2-ids.ts';
import { authorizeLaunches } from '../instances/authorize-launch.ts';
import { modifyFleetRow } from './change-fleet.ts';
import { launchesOf } from './fleet-launches.ts';
import { poolsOfTemplates } from './fleet-pools.ts';
import { targetsOf } from './fleet-targets.ts';

export const modifySpotFleetRequest: Operation<ModifySpotFleetRequestRequest, ModifySpotFleetRequestResponse> = {
  constraints: { ExcessCapacityTerminationPolicy: { oneOf: ['default', 'noTermination'], anyCase: true } },
  resources: ({ SpotFleetRequestId: id }, scope) => (id ? [ec2Arn(SPOT_FLEET, id, scope)] : []),

  async handle(request, context) {
    const {
      SpotFleetRequestId: id,
      LaunchTemplateConfigs: configs,
      ExcessCapacityTerminationPolicy: policy,
      ...given
    } = request;
    const pools = configs?.length ? await poolsOfTemplates(configs, context) : undefined;
    await authorizeLaunches(context, launchesOf(pools));
    const planOf = ({ plan }: Fleet): FleetPlan => {
      const { 'on-demand': onDemand, spot } = plan.sides;
      const targets = targetsOf({
        TotalTargetCapacity: given.TargetCapacity ?? onDemand.target + spot.target,
        OnDemandTargetCapacity: given.OnDemandTargetCapacity ?? onDemand.target,
      });
      return {
        ...plan,
        ...(pools && { pools: replacePools(plan.pools, pools) }),
        ...(policy && { terminateExcess: policy.toLowerCase() === 'default' }),
        sides: { 'on-demand': { ...onDemand, target: targets['on-demand'] }, spot: { ...spot, target: targets.spot } },
      };
    };
    const configOf = (config: object) => ({
      ...config,
      ...(policy && { ExcessCapacityTerminationPolicy: policy }),
      ...(configs?.length && { LaunchTemplateConfigs: configs, LaunchSpecifications: [] }),
      ...(given.Context && { Context: given.Context }),
    });
    await modifyFleetRow({ id: id!, kind: 'spot-fleet', planOf, configOf }, context);
    return { Return: true };
  },
};
