import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'wouter';
import { pages } from '../pages.ts';
import { useHref } from './region.ts';

export function Navigation() {
  const href = useHref();
  const [path] = useLocation();
  const listed = pages.filter(({ section }) => section !== undefined);
  const sections = [...new Set(listed.map(({ section }) => section!))];
  const items = sections.flatMap((section): SideNavigationProps.Item[] => {
    const links = listed
      .filter((page) => page.section === section)
      .map(({ path, title }) => ({ type: 'link' as const, text: title, href: href(path) }));
    return section === '' ? links : [{ type: 'section', text: section, items: links }];
  });
  const shown = listed.filter((page) => path.startsWith(page.path)).sort((a, b) => b.path.length - a.path.length)[0];
  return (
    <SideNavigation
      header={{ text: 'License Manager', href: href('/dashboard') }}
      activeHref={href(shown?.path ?? path)}
      items={items}
    />
  );
}
