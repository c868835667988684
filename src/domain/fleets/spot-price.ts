import { findInstanceType } from '../catalogue/instance-types.ts';

/** US dollars for a vCPU and an hour on demand: a figure of our own, near that of AWS's general purpose types. */
const ON_DEMAND_PER_VCPU = 0.05;
const SPOT_SHARE = 0.4;

/** US dollars an hour. There is no market here: the price follows from the type, is the same in every zone and stays. */
export function hourlyPrice(instanceType: string, lifecycle: 'on-demand' | 'spot'): number {
  const vcpus = findInstanceType(instanceType)?.vcpus ?? Number.POSITIVE_INFINITY;
  return vcpus * ON_DEMAND_PER_VCPU * (lifecycle === 'spot' ? SPOT_SHARE : 1);
}

/** A price as EC2 writes it. */
export const priceText = (price: number): string => price.toFixed(6);
