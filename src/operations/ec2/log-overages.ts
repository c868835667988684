import type { Permitted } from '../../domain/commands.ts';
import type { RequestContext } from '../../operation.ts';

/** Tells the log of each soft limit that a change went past: who did it, where, and what lists the machines. */
export function logOverages({ overages = [] }: Permitted, context: Pick<RequestContext, LogFields>): void {
  const { log, requestId, accountId, region } = context;
  for (const overage of overages) {
    const list = `aws license-manager list-usage-for-license-configuration --region ${region} --license-configuration-arn ${overage.licenseArn}`;
    log.warn({ requestId, accountId, region, ...overage, list }, 'license configuration is over its soft limit');
  }
}

type LogFields = 'log' | 'requestId' | 'accountId' | 'region';
