import Box from '@cloudscape-design/components/box';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { signOut } from './session.ts';
import { SignInForm } from './sign-in.tsx';

/** Over the page whose session is over, which stays as it is. */
export function RenewSession({ accountId }: { accountId: string }) {
  return (
    <Modal visible header="Your session has expired" onDismiss={signOut}>
      <SpaceBetween size="m">
        <Box>Sign in again to go on where you were; nothing that you typed is lost.</Box>
        <SignInForm accountId={accountId} />
      </SpaceBetween>
    </Modal>
  );
}
