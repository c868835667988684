import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { KeyForm } from './key-form.tsx';
import { PasswordForm } from './password-form.tsx';
import type { SignInProps } from './sign-in-props.ts';

const STORED = 'headroom-sign-in';

/** With a user's name and password, or with an access key; the way that was chosen last comes first. */
export function SignInForm(props: SignInProps) {
  const [byKey, setByKey] = useState(localStorage.getItem(STORED) === 'key');
  const switchWay = () => {
    localStorage.setItem(STORED, byKey ? 'password' : 'key');
    setByKey(!byKey);
  };
  return (
    <SpaceBetween size="m">
      {byKey ? <KeyForm {...props} /> : <PasswordForm {...props} />}
      <Button variant="inline-link" onClick={switchWay}>
        {byKey ? 'Sign in with a user name and password' : 'Sign in with an access key'}
      </Button>
    </SpaceBetween>
  );
}
