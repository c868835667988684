import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ErrorAlert } from '../parts/query-state.tsx';
import { lastRegion } from '../shell/region.ts';
import type { SignInProps } from './sign-in-props.ts';
import { useSubmit } from './use-submit.ts';

/** With an access key, as programs have one. */
export function KeyForm({ accountId, onSession }: SignInProps) {
  const [accessKeyId, setAccessKeyId] = useState('');
  const [secretAccessKey, setSecretAccessKey] = useState('');
  const { submit, busy, error } = useSubmit(async () => {
    const { startSession } = await import('./start-session.ts');
    const session = await startSession({ accessKeyId, secretAccessKey }, lastRegion());
    if (accountId && session.accountId !== accountId)
      throw new Error(`This key is of account ${session.accountId}; the page is of account ${accountId}.`);
    await onSession(session);
  });
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
