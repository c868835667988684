import type { GetLicenseConfigurationCommandOutput as License } from '@aws-sdk/client-license-manager';
import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { useSearchParams } from 'wouter';
import { QueryError } from '../../../parts/query-state.tsx';
import { UsageOverTime } from '../history/usage-over-time.tsx';
import { useLicense } from '../licenses.ts';
import { Associations } from './associations.tsx';
import { DiscoveryRules } from './discovery-rules.tsx';
import { Failures } from './failures.tsx';
import { LicenseHeader } from './license-header.tsx';
import { LicenseOverview } from './license-overview.tsx';
import { Resources } from './resources.tsx';
import { Rules } from './rules.tsx';
import { Tags } from './tags.tsx';

/** Everything about one license; `?tab=` is the tab that is open. */
export function LicenseDetail() {
  const license = useLicense();
  const { data } = license;
  return (
    <ContentLayout header={data && <LicenseHeader license={data} />}>
      <SpaceBetween size="l">
        <QueryError error={license.error} onRetry={license.refetch} />
        {data ? <LicenseTabs license={data} /> : !license.error && <Spinner size="large" />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function LicenseTabs({ license }: { license: License }) {
  const [search, setSearch] = useSearchParams();
  return (
    <SpaceBetween size="l">
      <LicenseOverview license={license} />
      <Tabs
        activeTabId={search.get('tab') ?? 'usage'}
        onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          { id: 'usage', label: 'Usage over time', content: <UsageOverTime license={license} /> },
          { id: 'resources', label: 'Resources', content: <Resources license={license} /> },
          { id: 'associations', label: 'Associations', content: <Associations license={license} /> },
          { id: 'rules', label: 'Rules', content: <Rules license={license} /> },
          { id: 'discovery', label: 'Discovery rules', content: <DiscoveryRules license={license} /> },
          { id: 'failures', label: 'Failures', content: <Failures license={license} /> },
          { id: 'tags', label: 'Tags', content: <Tags license={license} /> },
        ]}
      />
    </SpaceBetween>
  );
}
