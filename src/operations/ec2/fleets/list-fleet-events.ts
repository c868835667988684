import type { EventInformation } from '@aws-sdk/client-ec2';
import type { FleetKind } from '../../../domain/fleets/fleet.ts';
import type { RequestContext } from '../../../operation.ts';
import { type ListedFleetEvent, readFleetEvents } from '../../../views/ec2/fleets.ts';
import { pageRows } from '../listing/page-rows.ts';
import { readNamedFleets } from './named-fleets.ts';

interface HistoryRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly StartTime?: Date | undefined;
}

interface History<EventType> {
  readonly id: string;
  readonly kind: FleetKind;
  readonly operation: string;
  readonly request: HistoryRequest;
  /** What the API calls the types of events. */
  readonly names: Readonly<Record<ListedFleetEvent['type'], EventType>>;
  /** The type that is asked for, in the API's word. */
  readonly eventType: EventType | undefined;
}

/** The history of a fleet, page by page. Throws EC2's faults. */
export async function listFleetEvents<EventType>(
  { id, kind, operation, request, names, eventType }: History<EventType>,
  context: RequestContext,
) {
  await readNamedFleets([id], kind, context);
  const since = request.StartTime ?? new Date(0);
  const { items, nextToken } = await pageRows(request, {
    operation: `${operation} ${id} ${eventType ?? ''}`,
    defaultLimit: 1_000,
    read: (after, limit) => readFleetEvents(context.db, id, { since, after, limit }),
    toItems: (rows: readonly ListedFleetEvent[]) =>
      rows.map((event) => ({
        EventInformation: informationOf(event),
        EventType: names[event.type],
        Timestamp: event.at,
      })),
    keep: (record) => eventType === undefined || record.EventType === eventType,
  });
  return { HistoryRecords: items, NextToken: nextToken, StartTime: request.StartTime, LastEvaluatedTime: context.now };
}

const informationOf = ({ subType, instanceId, description }: ListedFleetEvent): EventInformation => ({
  EventSubType: subType,
  InstanceId: instanceId ?? undefined,
  EventDescription: description ?? undefined,
});
