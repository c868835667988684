import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { useSessionState } from './session/session.ts';
import { SignInPage } from './session/sign-in.tsx';
import { NotificationsProvider } from './shell/notifications.tsx';
import { BASE, lastRegion, RegionContext, rememberRegion } from './shell/region.ts';
import { Shell } from './shell/shell.tsx';

const RenewSession = lazy(async () => ({ default: (await import('./session/renew-session.tsx')).RenewSession }));

/** The SDK tries again what is worth it. */
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 2_000 } } });

export function App() {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queries}>
        <Gate />
      </QueryClientProvider>
    </I18nProvider>
  );
}

/** Nobody sees a page who is not signed in; the address stays, so that it is the page after signing in. */
function Gate() {
  const state = useSessionState();
  const signedOut = state.status === 'signed-out';
  useEffect(() => {
    if (signedOut) queries.clear();
  }, [signedOut]);
  if (signedOut) return <SignInPage />;
  return (
    <>
      <Switch>
        <Route path={`${BASE}/:region/*?`}>{({ region }) => <InRegion key={region} region={region} />}</Route>
        <Route>
          <Redirect to={`${BASE}/${lastRegion()}/dashboard`} replace />
        </Route>
      </Switch>
      {state.status === 'expired' && (
        <Suspense>
          <RenewSession session={state.session} />
        </Suspense>
      )}
    </>
  );
}

function InRegion({ region }: { region: string }) {
  useEffect(() => rememberRegion(region), [region]);
  return (
    <RegionContext value={region}>
      <Router base={`${BASE}/${region}`}>
        <NotificationsProvider>
          <Shell />
        </NotificationsProvider>
      </Router>
    </RegionContext>
  );
}
