import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ErrorAlert } from '../parts/query-state.tsx';
import { consoleLogin, type Login } from './console-login.ts';
import { NewPasswordForm } from './new-password-form.tsx';
import type { Session } from './session.ts';
import type { SignInProps } from './sign-in-props.ts';
import { useSubmit } from './use-submit.ts';

const STORED = 'headroom-account';

/** With the name and the password of a user of an account, which is remembered, and asks for a new one where it is required. */
export function PasswordForm({ accountId, onSession }: SignInProps) {
  const [login, setLogin] = useState<Login>({
    account: accountId ?? localStorage.getItem(STORED) ?? '',
    userName: '',
    password: '',
  });
  const [toChange, setToChange] = useState<Session>();
  const { submit, busy, error } = useSubmit(async () => {
    const { session, passwordResetRequired } = await consoleLogin(login);
    if (!accountId) localStorage.setItem(STORED, login.account);
    if (passwordResetRequired) setToChange(session);
    else await onSession(session);
  });
  if (toChange)
    return <NewPasswordForm session={toChange} before={login.password} onChanged={() => onSession(toChange)} />;
  const field = (name: keyof Login) => ({
    value: login[name],
    onChange: ({ detail }: { detail: { value: string } }) => setLogin({ ...login, [name]: detail.value }),
  });
  return (
    <form onSubmit={submit}>
      <SpaceBetween size="m">
        <ErrorAlert error={error} />
        <FormField label="Account" description="Its ID of 12 digits, or its alias">
          <Input {...field('account')} readOnly={accountId !== undefined} autoFocus={!login.account} />
        </FormField>
        <FormField label="User name">
          <Input {...field('userName')} autoComplete="username" autoFocus={login.account !== ''} />
        </FormField>
        <FormField label="Password">
          <Input {...field('password')} type="password" autoComplete="current-password" />
        </FormField>
        <Button
          variant="primary"
          formAction="submit"
          loading={busy}
          disabled={!login.account || !login.userName || !login.password}
        >
          Sign in
        </Button>
      </SpaceBetween>
    </form>
  );
}
