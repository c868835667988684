import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table from '@cloudscape-design/components/table';
import { headroomText } from '../../parts/usage.ts';
import { UsageMeter, UsageStateIndicator } from '../../parts/usage-meter.tsx';
import { useHref } from '../../shell/region.ts';
import { useUsageHistory } from '../licenses/history/usage-history.ts';
import { licensePath } from '../licenses/licenses.ts';
import type { LicenseUsage } from './summary.ts';
import { Trend } from './trend.tsx';

const SHOWN = 10;
const TREND_PERIODS = 30;

const lastWeek = () => ({ from: new Date(Date.now() - 7 * 24 * 3_600_000), until: new Date() });

/** The licenses under the most pressure. */
export function TopLicenses({ licenses, isPending }: { licenses: readonly LicenseUsage[]; isPending: boolean }) {
  const href = useHref();
  const shown = licenses.slice(0, SHOWN);
  const trends = useUsageHistory({
    licenses: shown.map(({ license }) => license),
    name: 'week',
    range: lastWeek,
    periods: TREND_PERIODS,
  });
  const trendOf = ({ license }: LicenseUsage) => trends.data?.[shown.findIndex((one) => one.license === license)];
  return (
    <Table
      header={
        <Header variant="h2" counter={isPending ? '' : `(${Math.min(SHOWN, licenses.length)}/${licenses.length})`}>
          Nearest to their limits
        </Header>
      }
      ariaLabels={{ tableLabel: 'Licenses that are nearest to their limits' }}
      trackBy={({ license }) => license.LicenseConfigurationArn!}
      loading={isPending}
      loadingText="Loading licenses"
      items={shown}
      wrapLines
      columnDefinitions={[
        {
          id: 'name',
          header: 'License',
          isRowHeader: true,
          cell: ({ license }) => (
            <Link href={href(licensePath(license))}>
              <span className="break-anywhere">{license.Name}</span>
            </Link>
          ),
        },
        { id: 'used', header: 'Used', cell: ({ usage }) => <UsageMeter usage={usage} /> },
        { id: 'headroom', header: 'Headroom', cell: ({ usage }) => headroomText(usage) },
        { id: 'trend', header: 'Last 7 days', cell: (item) => <Trend points={trendOf(item)} /> },
        { id: 'state', header: 'Usage', cell: ({ usage }) => <UsageStateIndicator state={usage.state} /> },
      ]}
      footer={
        <Box textAlign="center">
          <Link href={href('/licenses')}>All licenses</Link>
        </Box>
      }
    />
  );
}
