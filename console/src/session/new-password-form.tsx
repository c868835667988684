import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ErrorAlert } from '../parts/query-state.tsx';
import type { Session } from './session.ts';
import { useSubmit } from './use-submit.ts';

interface NewPasswordProps {
  readonly session: Session;
  /** The password that has to be changed. */
  readonly before: string;
  readonly onChanged: () => Promise<void>;
}

/** Of a user whose password somebody else chose. */
export function NewPasswordForm({ session, before, onChanged }: NewPasswordProps) {
  const [wanted, setWanted] = useState('');
  const [again, setAgain] = useState('');
  const { submit, busy, error } = useSubmit(async () => {
    const { changePassword } = await import('./change-password.ts');
    await changePassword(session, before, wanted);
    await onChanged();
  });
  const differs = again !== '' && again !== wanted;
  return (
    <form onSubmit={submit}>
      <SpaceBetween size="m">
        <Box>Your password has to be changed before you go on.</Box>
        <ErrorAlert error={error} />
        <FormField label="New password" description="8 to 128 characters, three of: A–Z, a–z, 0–9, symbols">
          <Input
            type="password"
            value={wanted}
            onChange={({ detail }) => setWanted(detail.value)}
            autoComplete="new-password"
            autoFocus
          />
        </FormField>
        <FormField label="New password again" errorText={differs && 'The two differ.'}>
          <Input
            type="password"
            value={again}
            onChange={({ detail }) => setAgain(detail.value)}
            autoComplete="new-password"
            invalid={differs}
          />
        </FormField>
        <Button variant="primary" formAction="submit" loading={busy} disabled={!wanted || again !== wanted}>
          Change password
        </Button>
      </SpaceBetween>
    </form>
  );
}
