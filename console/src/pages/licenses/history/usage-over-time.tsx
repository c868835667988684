import type { GetLicenseConfigurationCommandOutput as License } from '@aws-sdk/client-license-manager';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import Header from '@cloudscape-design/components/header';
import LineChart from '@cloudscape-design/components/line-chart';
import { useState } from 'react';
import { errorWords } from '../../../aws/error-words.ts';
import { formatTime } from '../../../parts/format-time.ts';
import { formatCount, unitOf } from '../../../parts/usage.ts';
import { type Point, type Range, useUsageHistory } from './usage-history.ts';

const HOURS = { hour: 1, day: 24, week: 7 * 24, month: 30 * 24, year: 365 * 24 } as const;
type Unit = keyof typeof HOURS;

const OPTIONS: readonly DateRangePickerProps.RelativeOption[] = [
  { key: 'day', amount: 1, unit: 'day', type: 'relative' },
  { key: 'week', amount: 1, unit: 'week', type: 'relative' },
  { key: 'month', amount: 1, unit: 'month', type: 'relative' },
  { key: 'year', amount: 1, unit: 'year', type: 'relative' },
];

/** The peaks of a license over any range, beside its limit. */
export function UsageOverTime({ license }: { license: License }) {
  const [chosen, setChosen] = useState<DateRangePickerProps.Value>(OPTIONS[1]!);
  const history = useUsageHistory({
    licenses: [license],
    name: JSON.stringify(chosen),
    range: () => rangeOf(chosen),
  });
  const [points = []] = history.data ?? [];
  const highest = points.reduce<Point | undefined>(
    (top, point) => (top && top.peak >= point.peak ? top : point),
    undefined,
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            highest &&
            `Highest: ${formatCount(highest.peak)} ${unitOf(license.LicenseCountingType)}, ${formatTime(highest.time)}`
          }
          actions={<RangePicker value={chosen} onChange={setChosen} />}
        >
          Usage over time
        </Header>
      }
    >
      <UsageChart
        points={points}
        range={rangeOf(chosen)}
        license={license}
        statusType={history.error ? 'error' : history.isPending ? 'loading' : 'finished'}
        errorText={history.error ? errorWords(history.error).message : ''}
        onRecoveryClick={() => history.refetch()}
      />
    </Container>
  );
}

interface UsageChartProps {
  readonly points: readonly Point[];
  readonly range: Range;
  readonly license: License;
  readonly statusType: 'error' | 'loading' | 'finished';
  readonly errorText: string;
  readonly onRecoveryClick: () => void;
}

function UsageChart({ points, range, license, ...status }: UsageChartProps) {
  const { LicenseCount: limit, LicenseCountingType: type } = license;
  const top = Math.max(limit ?? 0, ...points.map(({ peak }) => peak), 1);
  const used = {
    type: 'line' as const,
    title: 'Most in use at one time',
    data: untilNow(points, range).map(({ time: x, peak: y }) => ({ x, y })),
  };
  return (
    <LineChart
      {...status}
      recoveryText="Try again"
      series={limit === undefined ? [used] : [used, { type: 'threshold', title: 'Limit now', y: limit }]}
      xDomain={[range.from, range.until]}
      yDomain={[0, top * 1.1]}
      xScaleType="time"
      xTitle="Time"
      yTitle={unitOf(type)}
      height={260}
      hideFilter
      ariaLabel={`Usage of ${license.Name} over time`}
      i18nStrings={{ xTickFormatter: (time) => formatTime(time).slice(5, 16), yTickFormatter: formatCount }}
      empty={<Box textAlign="center">Nothing is known of this time.</Box>}
    />
  );
}

/** What the last period had goes on to the end of the range, which is not in the future. */
const untilNow = (points: readonly Point[], { until }: Range): readonly Point[] => {
  const last = points.at(-1);
  return last ? [...points, { ...last, time: new Date(Math.min(until.getTime(), Date.now())) }] : [];
};

interface RangePickerProps {
  readonly value: DateRangePickerProps.Value;
  readonly onChange: (value: DateRangePickerProps.Value) => void;
}

const RangePicker = ({ value, onChange }: RangePickerProps) => (
  <DateRangePicker
    value={value}
    onChange={({ detail }) => detail.value && onChange(detail.value)}
    relativeOptions={[...OPTIONS]}
    isValidRange={(range) =>
      range?.type === 'absolute' && !(new Date(range.startDate) < new Date(range.endDate))
        ? { valid: false, errorMessage: 'The range begins before it ends.' }
        : { valid: true }
    }
    showClearButton={false}
    ariaLabel="Range of time"
    placeholder="Range of time"
  />
);

function rangeOf(value: DateRangePickerProps.Value): Range {
  if (value.type === 'absolute') return { from: new Date(value.startDate), until: new Date(value.endDate) };
  const hours = value.amount * (Object.hasOwn(HOURS, value.unit) ? HOURS[value.unit as Unit] : 1 / 60);
  const until = new Date();
  return { from: new Date(until.getTime() - hours * 3_600_000), until };
}
