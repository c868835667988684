import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { EmptyState, QueryError } from '../../parts/query-state.tsx';
import { useHref } from '../../shell/region.ts';
import { useLicenses } from '../licenses/licenses.ts';
import { Alerts } from './alerts.tsx';
import { Groups } from './groups.tsx';
import { Overview } from './overview.tsx';
import { byAccount, byPressure, byProduct, byResourceType } from './summary.ts';
import { TopLicenses } from './top-licenses.tsx';

/** Where the account stands: in one request for all licenses, one for trends, and one for the failures of each of a few. */
export function Dashboard() {
  const licenses = useLicenses();
  const href = useHref();
  const ordered = byPressure(licenses.items);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="What is used of every license of this account in this Region."
          actions={
            <Button variant="primary" href={href('/licenses/create')}>
              Create license
            </Button>
          }
        >
          Dashboard
        </Header>
      }
    >
      <SpaceBetween size="l">
        <QueryError error={licenses.error} onRetry={licenses.refetch} />
        {licenses.isPending || licenses.items.length > 0 ? (
          <SpaceBetween size="l">
            <Overview licenses={ordered} isPending={licenses.isPending} />
            <Alerts licenses={ordered} isPending={licenses.isPending} />
            <TopLicenses licenses={ordered} isPending={licenses.isPending} />
            <ColumnLayout columns={3}>
              <Groups title="By product" filter="product" groups={byProduct(licenses.items)} />
              <Groups title="By resource type" groups={byResourceType(licenses.items)} />
              <Groups title="By account" filter="owner" groups={byAccount(licenses.items)} />
            </ColumnLayout>
          </SpaceBetween>
        ) : (
          !licenses.error && <FirstSteps />
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

function FirstSteps() {
  const href = useHref();
  return (
    <Container>
      <EmptyState
        title="No licenses yet"
        action={
          <Button variant="primary" href={href('/get-started')}>
            Get started
          </Button>
        }
      >
        Create a license, tie an image to it, and launch: what it counts, and what is refused, is shown here.
      </EmptyState>
    </Container>
  );
}
