import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { Confirm } from '../parts/confirm.tsx';
import { rememberRole } from '../session/roles.ts';
import { type Role, signIn, useSession } from '../session/session.ts';
import { assumeRole } from '../session/start-session.ts';
import { useSubmit } from '../session/use-submit.ts';
import { useHref, useRegion } from './region.ts';

/** Goes on as a role, of this or of another account; what was chosen of those remembered stands in the form. */
export function SwitchRole({ chosen, onClose }: { chosen: Partial<Role>; onClose: () => void }) {
  const session = useSession();
  const region = useRegion();
  const href = useHref();
  const [role, setRole] = useState<Role>({ accountId: session.accountId, roleName: '', displayName: '', ...chosen });
  const { submit, busy, error } = useSubmit(async () => {
    const [accountId, roleName] = [role.accountId.trim(), role.roleName.trim()];
    const named = { accountId, roleName, displayName: role.displayName.trim() || `${roleName} @ ${accountId}` };
    const switched = await assumeRole(session, named, region);
    rememberRole(named);
    navigate(href('/dashboard'));
    signIn(switched);
    onClose();
  });
  const field = (name: keyof Role) => ({
    value: role[name],
    onChange: ({ detail }: { detail: { value: string } }) => setRole({ ...role, [name]: detail.value }),
  });
  return (
    <Confirm
      title="Switch role"
      verb="Switch role"
      busy={busy}
      error={error}
      disabled={!role.accountId || !role.roleName}
      onConfirm={submit}
      onClose={onClose}
    >
      <FormField label="Account" description="Its ID of 12 digits">
        <Input {...field('accountId')} />
      </FormField>
      <FormField label="Role name" description="With its path, if it has one">
        <Input {...field('roleName')} autoFocus />
      </FormField>
      <FormField label="Display name (optional)" description="What it is called in the menu of this browser">
        <Input {...field('displayName')} />
      </FormField>
    </Confirm>
  );
}
