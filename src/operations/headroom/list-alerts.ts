import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { listAlerts as list } from '../../views/sns/alerts.ts';
import { readPage } from '../read-page.ts';

interface ListAlertsRequest {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

interface ListAlertsResponse {
  readonly Alerts: readonly {
    readonly AlertId: number;
    readonly Kind: string;
    /** The ARN of what it is about. */
    readonly Subject: string;
    readonly Message: string;
    /** Of a digest: how many there were. */
    readonly Count: number;
    readonly OccurredAt: Date;
  }[];
  readonly NextToken: string | undefined;
}

/** The alerts of the account in the Region, the latest first. They are kept for a year, whoever is told of them. */
export const listAlerts: Operation<ListAlertsRequest, ListAlertsResponse> = {
  constraints: { MaxResults: { range: [1, 100], integer: true } },
  async handle({ MaxResults: size = 100, NextToken: token }, context) {
    const { rows, nextToken } = await readPage(
      { size, token, scope: {} },
      {
        operation: 'ListAlerts',
        kind: 'number',
        read: ({ after, limit }) => list(context.db, context, { before: after, limit }),
        keyOf: ({ id }) => id,
      },
      (message) => new Fault('InvalidParameterValueException', message),
    );
    const Alerts = rows.map(({ id, kind, subject, message, count, at }) => ({
      ...{ AlertId: id, Kind: kind, Subject: subject, Message: message, Count: count, OccurredAt: at },
    }));
    return { Alerts, NextToken: nextToken };
  },
};
