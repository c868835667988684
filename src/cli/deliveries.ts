import { call, type Endpoint } from './call.ts';

interface Listed {
  readonly Deliveries: readonly {
    readonly DeliveryId: number;
    readonly Endpoint: string;
    readonly Subject?: string;
    readonly Attempts: number;
    readonly Reason: string;
    readonly FailedAt: number;
  }[];
  readonly NextToken?: string;
}

/** `headroom deliveries`: what could not be delivered and was given up; `--retry` tries all of it again. */
export async function deliveries(endpoint: Endpoint, options: { retry?: boolean }): Promise<number> {
  if (options.retry) {
    const { Retried } = await call<{ Retried: number }>(endpoint, 'RetryDeliveries', {});
    console.log(`${Retried} deliveries are tried again`);
    return 0;
  }
  let NextToken: string | undefined;
  let count = 0;
  do {
    const page: Listed = await call<Listed>(endpoint, 'ListFailedDeliveries', { NextToken });
    for (const { DeliveryId, Endpoint, Subject = '', Attempts, Reason, FailedAt } of page.Deliveries)
      console.log(
        `${DeliveryId}  ${new Date(FailedAt * 1000).toISOString()}  ${Endpoint}  ${Subject}  ${Attempts} tries: ${Reason}`,
      );
    count += page.Deliveries.length;
    ({ NextToken } = page);
  } while (NextToken);
  console.log(
    count === 0 ? 'nothing was given up' : `${count} were given up (headroom deliveries --retry tries them again)`,
  );
  return 0;
}
