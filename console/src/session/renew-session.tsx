import Box from '@cloudscape-design/components/box';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useState } from 'react';
import { lastRegion } from '../shell/region.ts';
import { type Session, signIn, signOut } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';
import { assumeRole } from './start-session.ts';

/**
 * Over the page whose session is over, which stays as it is. That of a role goes on by itself for as long as that of who
 * switched to it does.
 */
export function RenewSession({ session }: { session: Session }) {
  const { switched } = session;
  const [asking, setAsking] = useState(!switched);
  const own = switched?.from ?? session;
  useEffect(() => {
    if (switched) assumeRole(session, switched.role, lastRegion()).then(signIn, () => setAsking(true));
  }, [session, switched]);
  return (
    <Modal visible header="Your session has expired" onDismiss={signOut}>
      {asking ? (
        <SpaceBetween size="m">
          <Box>Sign in again to go on where you were; nothing that you typed is lost.</Box>
          <SignInForm
            accountId={own.accountId}
            onSession={async (fresh) => signIn(switched ? await assumeRole(fresh, switched.role, lastRegion()) : fresh)}
          />
        </SpaceBetween>
      ) : (
        <Spinner size="large" />
      )}
    </Modal>
  );
}
