import { ListFailuresForLicenseConfigurationOperationsCommand } from '@aws-sdk/client-license-manager';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAws } from '../../aws/use-aws.ts';
import { formatTime } from '../../parts/format-time.ts';
import { QueryError } from '../../parts/query-state.tsx';
import { headroomText, USAGE_STATES, usageText } from '../../parts/usage.ts';
import { USAGE_INDICATORS } from '../../parts/usage-meter.tsx';
import { useHref } from '../../shell/region.ts';
import { licensePath } from '../licenses/licenses.ts';
import { type Expiring, expiringOf, type LicenseUsage, needsAttention } from './summary.ts';

/** How many are listed; the numbers above lead to all. */
const LISTED = 8;
/** Of how many licenses, those under the most pressure, failures are asked for: one request each. */
const ASKED = 5;

export function Alerts({ licenses, isPending }: { licenses: readonly LicenseUsage[]; isPending: boolean }) {
  const alerts = licenses.filter(needsAttention);
  const ending = expiringOf(licenses, Date.now());
  const { failures, error, refetch } = useFailures(licenses.slice(0, ASKED));
  const total = alerts.length + ending.length + failures.length;
  return (
    <Container
      header={
        <Header variant="h2" counter={isPending ? '' : `(${total})`}>
          Alerts
        </Header>
      }
    >
      <SpaceBetween size="xs">
        <QueryError error={error} onRetry={refetch} />
        {alerts.slice(0, LISTED).map((alert) => (
          <UsageAlert key={alert.license.LicenseConfigurationArn} {...alert} />
        ))}
        {ending.slice(0, LISTED).map((one) => (
          <ExpiryAlert key={one.license.LicenseConfigurationArn} {...one} />
        ))}
        {failures.slice(0, LISTED).map((failure) => (
          <FailureAlert key={failure.id} {...failure} />
        ))}
        {total === 0 && (
          <StatusIndicator type={isPending ? 'loading' : 'success'}>
            {isPending
              ? 'Loading licenses'
              : 'No license is near its limit or its end, and nothing was refused lately.'}
          </StatusIndicator>
        )}
      </SpaceBetween>
    </Container>
  );
}

function UsageAlert({ license, usage }: LicenseUsage) {
  const href = useHref();
  return (
    <div className="break-anywhere">
      <StatusIndicator type={USAGE_INDICATORS[usage.state]}>{USAGE_STATES[usage.state]}</StatusIndicator>{' '}
      <Link href={href(licensePath(license))}>{license.Name}</Link>: {usageText(usage)} (
      {headroomText(usage).toLowerCase()})
    </div>
  );
}

function ExpiryAlert({ license, days }: Expiring) {
  const href = useHref();
  return (
    <div className="break-anywhere">
      <StatusIndicator type={days > 0 ? 'warning' : 'error'}>{days > 0 ? 'Expires soon' : 'Expired'}</StatusIndicator>{' '}
      <Link href={href(licensePath(license))}>{license.Name}</Link>: {days > 0 ? `in ${days} days, ` : ''}
      {formatTime(new Date(license.LicenseExpiry! * 1000))}
    </div>
  );
}

interface Failure {
  readonly id: string;
  readonly license: LicenseUsage['license'];
  readonly time: Date | undefined;
  readonly operation: string;
  readonly message: string;
}

function FailureAlert({ license, time, operation, message }: Failure) {
  const href = useHref();
  return (
    <div className="break-anywhere">
      <StatusIndicator type="stopped">Refused</StatusIndicator>{' '}
      <Link href={href(`${licensePath(license)}?tab=failures`)}>{license.Name}</Link>: {operation} – {message}{' '}
      <Box variant="small">{formatTime(time)}</Box>
    </div>
  );
}

/** The latest failures of each license, newest first. */
function useFailures(licenses: readonly LicenseUsage[]) {
  const arns = licenses.map(({ license }) => license.LicenseConfigurationArn!);
  const query = useAws({
    key: ['latest-failures', ...arns],
    enabled: arns.length > 0,
    refreshMs: 30_000,
    ask: (region) =>
      Promise.all(
        arns.map(async (LicenseConfigurationArn) => {
          const command = new ListFailuresForLicenseConfigurationOperationsCommand({
            LicenseConfigurationArn,
            MaxResults: 3,
          });
          return (await licenseManager(region).send(command)).LicenseOperationFailureList ?? [];
        }),
      ),
  });
  const failures = licenses.flatMap(({ license }, at): Failure[] =>
    (query.data?.[at] ?? []).map((failure, nth) => ({
      id: `${license.LicenseConfigurationArn} ${nth}`,
      license,
      time: failure.FailureTime,
      operation: failure.OperationName ?? '',
      message: failure.ErrorMessage ?? '',
    })),
  );
  failures.sort((a, b) => (b.time?.getTime() ?? 0) - (a.time?.getTime() ?? 0));
  return { failures, error: query.error, refetch: query.refetch };
}
