import { idFromSeed } from '../ids.ts';
import { factsOf, type Host } from './host.ts';

/** What a new host is to be; what is left out is off. */
export interface HostPlan {
  readonly scope: { readonly accountId: string; readonly region: string };
  readonly at: Date;
  readonly seed: string;
  readonly index: number;
  readonly availabilityZone: string;
  /** A family that runs on Dedicated Hosts. */
  readonly family: string;
  readonly instanceType?: string;
  readonly autoPlacement?: boolean;
  readonly hostRecovery?: boolean;
  readonly hostMaintenance?: boolean;
  readonly groupArn?: string;
  readonly clientToken?: string;
}

/** Marks of Headroom's own, which nobody can set or remove: a prefix of AWS's that Terraform overlooks. */
export const systemTagsOf = ({ estimated }: Host): Record<string, string> =>
  estimated ? { 'aws:headroom:estimated': 'true' } : {};

/** A host as it is when it is allocated: available at once, with the sockets and cores of its kind. */
export function drawUpHost(plan: HostPlan): Host {
  const { scope, at, family } = plan;
  const facts = factsOf({ family, instanceType: plan.instanceType });
  if (!facts) throw new Error(`The family ${family} runs on no Dedicated Host`);
  return {
    accountId: scope.accountId,
    region: scope.region,
    id: idFromSeed('h', plan.seed, plan.index),
    availabilityZone: plan.availabilityZone,
    family,
    instanceType: plan.instanceType,
    sockets: facts.sockets,
    cores: facts.cores,
    estimated: facts.estimated,
    autoPlacement: plan.autoPlacement ?? false,
    hostRecovery: plan.hostRecovery ?? false,
    hostMaintenance: plan.hostMaintenance ?? false,
    state: 'available',
    groupArn: plan.groupArn,
    clientToken: plan.clientToken,
    allocatedAt: at,
    releasedAt: undefined,
  };
}
