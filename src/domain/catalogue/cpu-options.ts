import type { InstanceType } from './instance-types.ts';

export interface RequestedCpuOptions {
  readonly coreCount?: number | undefined;
  readonly threadsPerCore?: number | undefined;
}

export type ResolvedCpuOptions =
  | { readonly ok: true; readonly coreCount: number; readonly threadsPerCore: number }
  | { readonly ok: false; readonly reason: string };

/**
 * The cores and threads per core an instance of the type has: the type's defaults where neither is asked for, else
 * both as asked for if the type can have them. A type without a list of valid cores can have its defaults only.
 */
export function resolveCpuOptions(type: InstanceType, requested: RequestedCpuOptions | undefined): ResolvedCpuOptions {
  const { coreCount, threadsPerCore } = requested ?? {};
  if (coreCount === undefined && threadsPerCore === undefined)
    return { ok: true, coreCount: type.cores, threadsPerCore: type.threadsPerCore };
  if (coreCount === undefined || threadsPerCore === undefined)
    return refusal('CoreCount and ThreadsPerCore must be specified together.');

  const validCores = type.validCores ?? [type.cores];
  const validThreads = type.validThreadsPerCore ?? [type.threadsPerCore];
  if (!validCores.includes(coreCount)) return refusal(invalid('CoreCount', coreCount, validCores, type));
  if (!validThreads.includes(threadsPerCore))
    return refusal(invalid('ThreadsPerCore', threadsPerCore, validThreads, type));
  return { ok: true, coreCount, threadsPerCore };
}

const refusal = (reason: string) => ({ ok: false, reason }) as const;

const invalid = (member: string, value: number, valid: readonly number[], type: InstanceType): string =>
  `${member} ${value} is not valid for instance type ${type.name}. Valid values: ${valid.join(', ')}.`;
