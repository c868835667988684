import type { Event } from '@aws-sdk/client-cloudtrail';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { EventDetail } from './event-detail.tsx';
import { EventLookup } from './event-lookup.tsx';
import { ATTRIBUTES, type Lookup, outcomeOf, useEvents } from './events.ts';

/** Who did what, and what was refused; the lookup is in the address, so that a link shows the same. */
export function EventList() {
  const [search, setSearch] = useSearchParams();
  const lookup = lookupIn(search);
  const list = useEvents(lookup);
  const [shown, setShown] = useState<Event>();
  const all = (
    <Button onClick={() => setSearch(searchOf({ ...CHANGES, attribute: undefined }))}>Show all events</Button>
  );
  return (
    <SpaceBetween size="m">
      <ResourceTable
        name="events"
        title="Event history"
        description={
          <SpaceBetween size="s">
            <span>Every call of this account in this Region, allowed or refused, the latest first.</span>
            <EventLookup key={search.toString()} lookup={lookup} onLookUp={(next) => setSearch(searchOf(next))} />
          </SpaceBetween>
        }
        things="events"
        list={list}
        columns={columnsOf(setShown)}
        idOf={({ EventId: id }) => id!}
        empty={
          <EmptyState title="No events" action={all}>
            {list.hasNextPage ? 'None among the latest; load more to look further back.' : 'None is in the trail.'}
          </EmptyState>
        }
      />
      {shown && <EventDetail event={shown} onClose={() => setShown(undefined)} />}
    </SpaceBetween>
  );
}

/** What changed something, unless the address says otherwise: consoles that are open read every few seconds. */
const CHANGES: Lookup = { attribute: 'ReadOnly', value: 'false', hours: undefined };

function lookupIn(search: URLSearchParams): Lookup {
  if (search.size === 0) return CHANGES;
  const attribute = ATTRIBUTES.find(({ value }) => search.has(value))?.value;
  const value = (attribute && search.get(attribute)) ?? '';
  return { attribute, value, hours: Number(search.get('hours')) || undefined };
}

const searchOf = ({ attribute, value, hours }: Lookup): Record<string, string> => ({
  [attribute ?? 'all']: attribute ? value : 'true',
  ...(hours && { hours: String(hours) }),
});

const resourcesOf = ({ Resources: resources = [] }: Event): string =>
  resources.map(({ ResourceName: name }) => name).join(', ');

const columnsOf = (onShow: (event: Event) => void): readonly Column<Event>[] => [
  {
    id: 'name',
    header: 'Event name',
    value: ({ EventName: name }) => name,
    cell: (event) => <Link onFollow={() => onShow(event)}>{event.EventName}</Link>,
    width: 240,
  },
  { id: 'time', header: 'Time', value: ({ EventTime: at }) => formatTime(at), width: 180 },
  { id: 'user', header: 'User name', value: ({ Username: name }) => name, width: 140 },
  {
    id: 'outcome',
    header: 'Outcome',
    value: (event) => outcomeOf(event).error ?? 'Done',
    cell: (event) => {
      const { error } = outcomeOf(event);
      return <StatusIndicator type={error ? 'error' : 'success'}>{error ?? 'Done'}</StatusIndicator>;
    },
    width: 200,
  },
  { id: 'resources', header: 'Resources', value: resourcesOf, width: 280 },
  { id: 'source', header: 'Event source', value: ({ EventSource: source }) => source, hidden: true },
  { id: 'from', header: 'From', value: (event) => outcomeOf(event).sourceIp },
  { id: 'key', header: 'Access key ID', value: ({ AccessKeyId: id }) => id, hidden: true },
  { id: 'readOnly', header: 'Read-only', value: ({ ReadOnly: readOnly }) => readOnly, hidden: true },
  { id: 'id', header: 'Event ID', value: ({ EventId: id }) => id, hidden: true },
];
