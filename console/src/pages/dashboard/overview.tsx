import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { formatCount, NEAR_PERCENT } from '../../parts/usage.ts';
import { useHref } from '../../shell/region.ts';
import { countByState, type LicenseUsage } from './summary.ts';

/** How many licenses stand how; each number opens the list of those. */
export function Overview({ licenses, isPending }: { licenses: readonly LicenseUsage[]; isPending: boolean }) {
  const href = useHref();
  const { over, full, near, within, unlimited } = countByState(licenses);
  const entry = (label: string, count: number, search: string) => ({
    label,
    value: (
      <Link variant="awsui-value-large" href={href(`/licenses${search}`)} ariaLabel={`${count} ${label}`}>
        {isPending ? '–' : formatCount(count)}
      </Link>
    ),
  });
  return (
    <Container header={<Header variant="h2">Overview</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          entry('Licenses', licenses.length, ''),
          entry('Over the limit', over, '?usage=over'),
          entry(`At or near the limit (from ${NEAR_PERCENT} %)`, full + near, '?usage=full,near'),
          entry('Within the limit, or without one', within + unlimited, '?usage=within,unlimited'),
        ]}
      />
    </Container>
  );
}
