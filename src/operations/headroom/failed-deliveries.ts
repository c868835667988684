import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import {
  dropDeliveries as drop,
  listFailedDeliveries as list,
  retryDeliveries as retry,
} from '../../store/delivery.ts';
import { change } from '../change.ts';
import { readPage } from '../read-page.ts';

interface ListFailedDeliveriesRequest {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

interface ListFailedDeliveriesResponse {
  readonly Deliveries: readonly {
    readonly DeliveryId: number;
    /** The ARN of the subscription, or the id of the webhook. */
    readonly Target: string;
    readonly Protocol: string;
    readonly Endpoint: string;
    readonly MessageId: string;
    readonly Subject: string | undefined;
    readonly Attempts: number;
    readonly Reason: string;
    readonly CreatedAt: Date;
    readonly FailedAt: Date;
  }[];
  readonly NextToken: string | undefined;
}

const invalid = (message: string): Fault => new Fault('InvalidParameterValueException', message);

/** What of the account in the Region could not be delivered and was given up, the latest first. It is kept for thirty days. */
export const listFailedDeliveries: Operation<ListFailedDeliveriesRequest, ListFailedDeliveriesResponse> = {
  constraints: { MaxResults: { range: [1, 100], integer: true } },
  async handle({ MaxResults: size = 100, NextToken: token }, context) {
    const { rows, nextToken } = await readPage(
      { size, token, scope: {} },
      {
        operation: 'ListFailedDeliveries',
        kind: 'number',
        read: ({ after, limit }) => list(context.db, context, { before: after, limit }),
        keyOf: ({ id }) => id,
      },
      invalid,
    );
    return { Deliveries: rows.map(shape), NextToken: nextToken };
  },
};

const shape = (row: Awaited<ReturnType<typeof list>>[number]) => ({
  DeliveryId: row.id,
  Target: row.target,
  Protocol: row.protocol,
  Endpoint: row.endpoint,
  MessageId: row.messageId,
  Subject: row.subject ?? undefined,
  Attempts: row.attempts,
  Reason: row.reason,
  CreatedAt: row.createdAt,
  FailedAt: row.failedAt,
});

interface RetryDeliveriesRequest {
  /** All where none are named, a thousand at a time. */
  readonly DeliveryIds?: readonly number[];
}

const deliveryIds = {
  DeliveryIds: { items: [1, 1000] },
  'DeliveryIds[]': { range: [1, Number.MAX_SAFE_INTEGER], integer: true },
} as const;

/** Tries again what was given up. */
export const retryDeliveries: Operation<RetryDeliveriesRequest, { readonly Retried: number }> = {
  constraints: deliveryIds,
  async handle({ DeliveryIds: ids }, context) {
    const record = (Retried: number) => ({ resources: [], detail: { retried: Retried } });
    const Retried = await change(context, record, (trx) => retry(trx, context, { ids, limit: 1000 }));
    return { Retried };
  },
};

/** Forgets what was given up. */
export const dropDeliveries: Operation<Required<RetryDeliveriesRequest>, { readonly Dropped: number }> = {
  constraints: deliveryIds,
  async handle({ DeliveryIds: ids }, context) {
    const record = (Dropped: number) => ({ resources: [], detail: { dropped: Dropped } });
    const Dropped = await change(context, record, (trx) => drop(trx, context, ids));
    return { Dropped };
  },
};
