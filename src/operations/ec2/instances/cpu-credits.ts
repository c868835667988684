import { findInstanceType } from '../../../domain/catalogue/instance-types.ts';
import type { Instance } from '../../../domain/instances/instance.ts';

/** How a burstable machine's CPU credits are limited; undefined for one that is not burstable. T2 has no more by default. */
export function creditsOf({ instanceType, settings }: Instance): string | undefined {
  const type = findInstanceType(instanceType);
  if (!type?.burstable) return undefined;
  return settings.cpuCredits ?? (type.family === 't2' ? 'standard' : 'unlimited');
}
