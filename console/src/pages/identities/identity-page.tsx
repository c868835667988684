import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { QueryError } from '../../parts/query-state.tsx';

interface IdentityPageProps {
  readonly name: string;
  readonly query: { readonly data: unknown; readonly error: unknown; readonly refetch: () => unknown };
  readonly facts: readonly KeyValuePairsProps.Pair[];
  readonly tabs: readonly TabsProps.Tab[];
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
}

/** A page about one thing that has tabs; `?tab=` is the one that is open. */
export function IdentityPage({ name, query, facts, tabs, description, actions }: IdentityPageProps) {
  const [search, setSearch] = useSearchParams();
  return (
    <ContentLayout
      header={
        <Header variant="h1" actions={actions} description={description}>
          <span className="break-anywhere">{name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        <QueryError error={query.error} onRetry={query.refetch} />
        {query.data ? (
          <SpaceBetween size="l">
            <Container>
              <KeyValuePairs columns={Math.min(facts.length, 4)} items={facts} />
            </Container>
            <Tabs
              activeTabId={search.get('tab') ?? tabs[0]!.id}
              onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
              tabs={tabs}
            />
          </SpaceBetween>
        ) : (
          !query.error && <Spinner size="large" />
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}
