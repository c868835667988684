import TopNavigation from '@cloudscape-design/components/top-navigation';
import { lazy, Suspense, useState } from 'react';
import { signOut, useSession } from '../session/session.ts';
import { BASE, useHref, useRegion } from './region.ts';
import { isDark, switchMode } from './theme.ts';

const ChooseRegion = lazy(async () => ({ default: (await import('./choose-region.tsx')).ChooseRegion }));

export function TopBar() {
  const href = useHref();
  const region = useRegion();
  const { accountId, arn } = useSession();
  const [choosing, setChoosing] = useState(false);
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
          { type: 'button', text: region, ariaLabel: `Region: ${region}`, onClick: () => setChoosing(true) },
          {
            type: 'menu-dropdown',
            text: accountId,
            description: arn,
            iconName: 'user-profile',
            items: [{ id: 'sign-out', text: 'Sign out' }],
            onItemClick: ({ detail }) => detail.id === 'sign-out' && signOut(),
          },
        ]}
      />
      {choosing && (
        <Suspense>
          <ChooseRegion onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </div>
  );
}
