import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'wouter';
import { idInArn } from '../../parts/arn.ts';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState, QueryError } from '../../parts/query-state.tsx';
import { ResourceLink } from '../../parts/resource-link.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { formatCount } from '../../parts/usage.ts';
import { useSession } from '../../session/session.ts';
import { useLicenses } from '../licenses/licenses.ts';
import { type LicenseUse, usePeak, useUses } from './uses.ts';

const today = (): string => new Date().toISOString().slice(0, 10);

/** Who used what of a license on a day; both are in the address, so that a link shows the same. */
export function UsesOnADay() {
  const [search, setSearch] = useSearchParams();
  const asked = { arn: search.get('license') ?? '', day: search.get('day') ?? today() };
  const uses = useUses(asked);
  const peak = usePeak(asked);
  const show = (change: Partial<typeof asked>) => {
    const { arn, day } = { ...asked, ...change };
    setSearch({ ...(arn && { license: arn }), day });
  };
  return (
    <SpaceBetween size="m">
      <QueryError error={peak.error} onRetry={peak.refetch} />
      <ResourceTable
        name="uses"
        title="Usage on a day"
        description={
          <SpaceBetween size="s">
            <span>What held a license at any moment of a day, in UTC, from the ledger’s intervals.</span>
            <Choice {...asked} onChange={show} />
            {peak.data && (
              <span>
                {formatCount(peak.data.PeakLicenses)} at the most, first at{' '}
                {formatTime(new Date(peak.data.PeakAt * 1000))}
              </span>
            )}
          </SpaceBetween>
        }
        things="uses"
        list={{ ...uses, isPending: asked.arn !== '' && uses.isPending }}
        columns={COLUMNS}
        idOf={({ ResourceArn: arn, ConsumedFrom: from }) => `${arn} ${from}`}
        empty={
          <EmptyState title={asked.arn ? 'Nothing used it on that day' : 'No license is chosen'}>
            {asked.arn ? 'Choose another day.' : 'Choose a license and a day.'}
          </EmptyState>
        }
      />
    </SpaceBetween>
  );
}

interface ChoiceProps {
  readonly arn: string;
  readonly day: string;
  readonly onChange: (change: { arn?: string; day?: string }) => void;
}

function Choice({ arn, day, onChange }: ChoiceProps) {
  const { accountId } = useSession();
  const licenses = useLicenses();
  const options = licenses.items
    .filter(({ OwnerAccountId: owner }) => owner === accountId)
    .map(({ LicenseConfigurationArn: value = '', Name: label = '' }) => ({ value, label }));
  const chosen = arn && (options.find(({ value }) => value === arn) ?? { value: arn, label: idInArn(arn) });
  return (
    <SpaceBetween direction="horizontal" size="m">
      <QueryError error={licenses.error} onRetry={licenses.refetch} />
      <FormField label="License">
        <Select
          selectedOption={chosen || null}
          options={options}
          placeholder="Choose a license"
          filteringType="auto"
          empty="No licenses"
          onChange={({ detail }) => onChange({ arn: detail.selectedOption.value! })}
        />
      </FormField>
      <FormField label="Day">
        <DatePicker
          value={day}
          placeholder="YYYY/MM/DD"
          isDateEnabled={(date) => date <= new Date()}
          onChange={({ detail }) => onChange({ day: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

const time = (seconds: number | undefined): string =>
  seconds === undefined ? 'It goes on' : formatTime(new Date(seconds * 1000));

const COLUMNS: readonly Column<LicenseUse>[] = [
  {
    id: 'resource',
    header: 'Resource',
    value: ({ ResourceArn: arn }) => idInArn(arn),
    cell: ({ ResourceArn: arn }) => <ResourceLink arn={arn} />,
    width: 220,
  },
  { id: 'type', header: 'Type', value: ({ ResourceType: type }) => type, width: 180 },
  { id: 'used', header: 'Licenses used', value: ({ ConsumedLicenses: used }) => used, width: 120 },
  { id: 'from', header: 'From', value: ({ ConsumedFrom: from }) => time(from), width: 190 },
  { id: 'until', header: 'Until', value: ({ ConsumedUntil: until }) => time(until), width: 190 },
  { id: 'account', header: 'Account', value: ({ ResourceOwnerId: owner }) => owner, width: 140 },
];
