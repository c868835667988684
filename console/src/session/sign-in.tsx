import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { ErrorAlert } from '../parts/query-state.tsx';
import { lastRegion } from '../shell/region.ts';
import { signIn } from './session.ts';
import { type AccessKey, startSession } from './start-session.ts';

export function SignInPage() {
  return (
    <main className="sign-in">
      <title>Sign in – Headroom</title>
      <Container
        header={
          <Header variant="h1" description="License Manager">
            Sign in to Headroom
          </Header>
        }
      >
        <SignInForm />
      </Container>
    </main>
  );
}

/** `accountId`: the one account whose keys it takes. */
export function SignInForm({ accountId }: { accountId?: string }) {
  const [accessKeyId, setAccessKeyId] = useState('');
  const [secretAccessKey, setSecretAccessKey] = useState('');
  const { submit, busy, error } = useSignIn({ accessKeyId, secretAccessKey }, accountId);
  return (
    <form onSubmit={submit}>
      <SpaceBetween size="m">
        <ErrorAlert error={error} />
        <FormField label="Access key ID">
          <Input
            value={accessKeyId}
            onChange={({ detail }) => setAccessKeyId(detail.value)}
            autoComplete="username"
            placeholder="AKIA…"
            autoFocus
          />
        </FormField>
        <FormField
          label="Secret access key"
          description="It is exchanged for temporary credentials, kept in memory alone, and forgotten."
        >
          <Input
            type="password"
            value={secretAccessKey}
            onChange={({ detail }) => setSecretAccessKey(detail.value)}
            autoComplete="current-password"
          />
        </FormField>
        <Button variant="primary" formAction="submit" loading={busy} disabled={!accessKeyId || !secretAccessKey}>
          Sign in
        </Button>
        <Box variant="small">
          The first start of the server printed a key. <Box variant="code">headroom create-root-key</Box> on its machine
          makes a new one.
        </Box>
      </SpaceBetween>
    </form>
  );
}

function useSignIn(key: AccessKey, accountId: string | undefined) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const session = await startSession(key, lastRegion());
      if (accountId && session.accountId !== accountId)
        throw new Error(`This key is of account ${session.accountId}; the page is of account ${accountId}.`);
      signIn(session);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return { submit, busy, error };
}
