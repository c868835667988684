import type { Permitted } from '../../domain/commands.ts';
import type { RequestContext } from '../../operation.ts';

/** Tells the log of each soft limit that a change went past. */
export function logOverages({ overages = [] }: Permitted, { log, requestId }: RequestContext): void {
  for (const overage of overages) log.warn({ requestId, ...overage }, 'license configuration is over its soft limit');
}
