import AppLayout from '@cloudscape-design/components/app-layout';
import Spinner from '@cloudscape-design/components/spinner';
import { Suspense, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { pages } from '../pages.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Navigation } from './navigation.tsx';
import { Notifications } from './notifications.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame of every page. */
export function Shell() {
  const [navigationOpen, setNavigationOpen] = useState(true);
  return (
    <>
      <TopBar />
      <AppLayout
        headerSelector=".top-navigation"
        toolsHide
        navigation={<Navigation />}
        navigationOpen={navigationOpen}
        onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
        notifications={<Notifications />}
        stickyNotifications
        content={<CurrentPage />}
      />
    </>
  );
}

function CurrentPage() {
  return (
    <Switch>
      {pages.map(({ path, title, component: Page }) => (
        <Route key={path} path={path}>
          <title>{`${title} – Headroom`}</title>
          <ErrorBoundary>
            <Suspense fallback={<Spinner size="large" />}>
              <Page />
            </Suspense>
          </ErrorBoundary>
        </Route>
      ))}
      <Route>
        <Redirect to="/dashboard" replace />
      </Route>
    </Switch>
  );
}
