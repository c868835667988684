import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ATTRIBUTES, type Lookup } from './events.ts';

const ANY = { value: '', label: 'Any event' };
const RANGES = [
  { value: '', label: 'Since the beginning' },
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: '720', label: 'Last 30 days' },
];

interface EventLookupProps {
  readonly lookup: Lookup;
  readonly onLookUp: (lookup: Lookup) => void;
}

/** What the server is asked for; what is shown of it is narrowed by the filter of the table. */
export function EventLookup({ lookup, onLookUp }: EventLookupProps) {
  const [asked, setAsked] = useState(lookup);
  const options = [ANY, ...ATTRIBUTES];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onLookUp(asked);
      }}
    >
      <SpaceBetween direction="horizontal" size="xs">
        <Select
          ariaLabel="Look up by"
          selectedOption={options.find(({ value }) => value === (asked.attribute ?? ''))!}
          options={options}
          onChange={({ detail }) =>
            setAsked({
              ...asked,
              attribute: ATTRIBUTES.find(({ value }) => value === detail.selectedOption.value)?.value,
            })
          }
        />
        {asked.attribute && (
          <Input
            ariaLabel="Value"
            placeholder={asked.attribute === 'ReadOnly' ? 'true or false' : 'Exactly as it is'}
            value={asked.value}
            onChange={({ detail }) => setAsked({ ...asked, value: detail.value.trim() })}
          />
        )}
        <Select
          ariaLabel="Since when"
          selectedOption={RANGES.find(({ value }) => value === String(asked.hours ?? '')) ?? RANGES[0]!}
          options={RANGES}
          onChange={({ detail }) => setAsked({ ...asked, hours: Number(detail.selectedOption.value) || undefined })}
        />
        <Button formAction="submit" disabled={asked.attribute !== undefined && !asked.value}>
          Look up
        </Button>
      </SpaceBetween>
    </form>
  );
}
