import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { lazy, Suspense, useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { rememberedRoles, roleId } from '../session/roles.ts';
import { type Role, type Session, signIn, signOut, useSession } from '../session/session.ts';
import { BASE, useHref, useRegion } from './region.ts';
import { isDark, switchMode } from './theme.ts';

const ChooseRegion = lazy(async () => ({ default: (await import('./choose-region.tsx')).ChooseRegion }));
const SwitchRole = lazy(async () => ({ default: (await import('./switch-role.tsx')).SwitchRole }));

export function TopBar() {
  const href = useHref();
  const region = useRegion();
  const session = useSession();
  const [choosing, setChoosing] = useState<'region' | Partial<Role>>();
  const [dark, setDark] = useState(isDark);
  return (
    <div className="top-navigation">
      <TopNavigation
        identity={{ href: href('/dashboard'), title: 'Headroom', logo: { src: `${BASE}/icon.svg`, alt: '' } }}
        utilities={[
          {
            type: 'button',
            text: dark ? 'Light mode' : 'Dark mode',
            onClick: () => {
              switchMode();
              setDark(isDark());
            },
          },
          { type: 'button', text: region, ariaLabel: `Region: ${region}`, onClick: () => setChoosing('region') },
          identityMenu(session, { onSwitch: setChoosing, home: href('/dashboard') }),
        ]}
      />
      {choosing && (
        <Suspense>
          {choosing === 'region' ? (
            <ChooseRegion onClose={() => setChoosing(undefined)} />
          ) : (
            <SwitchRole chosen={choosing} onClose={() => setChoosing(undefined)} />
          )}
        </Suspense>
      )}
    </div>
  );
}

interface MenuActions {
  readonly onSwitch: (role: Partial<Role>) => void;
  readonly home: string;
}

/** Who is signed in, and as whom they can go on. */
function identityMenu(
  { accountId, arn, switched }: Session,
  { onSwitch, home }: MenuActions,
): TopNavigationProps.MenuDropdownUtility {
  const roles = rememberedRoles();
  return {
    type: 'menu-dropdown',
    text: switched?.role.displayName ?? accountId,
    title: accountId,
    description: arn,
    iconName: 'user-profile',
    items: [
      ...(switched ? [{ id: 'back', text: `Back to ${switched.from.arn.replace(/^.*[:/]/, '')}` }] : []),
      ...(roles.length > 0
        ? [{ text: 'Roles', items: roles.map((role) => ({ id: roleId(role), text: role.displayName })) }]
        : []),
      { id: 'switch', text: 'Switch role' },
      { id: 'sign-out', text: 'Sign out' },
    ],
    onItemClick: ({ detail: { id } }) => {
      if (id === 'sign-out') signOut();
      else if (id === 'switch') onSwitch({});
      else if (id !== 'back') onSwitch(roles.find((role) => roleId(role) === id) ?? {});
      else if (switched) {
        signIn(switched.from);
        navigate(home);
      }
    },
  };
}
