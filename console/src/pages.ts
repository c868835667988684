import { type ComponentType, lazy, type ReactNode } from 'react';

// Every page of the console, in the order of the navigation. A page is a folder of `pages/`; its code is loaded when it is
// opened. `path` is below the Region; `section` is the heading of the navigation that it is listed under, and pages
// without one are reached from another page.

interface Page {
  readonly path: string;
  readonly title: string;
  readonly section?: string;
  readonly component: ComponentType;
}

/** The component that a module of a page exports by a name. */
const page = <Name extends string>(load: () => Promise<Record<Name, () => ReactNode>>, name: Name): ComponentType =>
  lazy(async (): Promise<{ default: ComponentType }> => ({ default: (await load())[name] }));

export const pages: readonly Page[] = [
  {
    path: '/dashboard',
    title: 'Dashboard',
    section: '',
    component: page(() => import('./pages/dashboard/dashboard.tsx'), 'Dashboard'),
  },
  {
    path: '/get-started',
    title: 'Get started',
    section: '',
    component: page(() => import('./pages/first-run/first-run.tsx'), 'FirstRun'),
  },
  {
    path: '/licenses',
    title: 'Self-managed licenses',
    section: 'Licenses',
    component: page(() => import('./pages/licenses/license-list.tsx'), 'LicenseList'),
  },
  {
    path: '/licenses/create',
    title: 'Create license',
    component: page(() => import('./pages/licenses/form/create-license.tsx'), 'CreateLicense'),
  },
  {
    path: '/licenses/:owner/:id',
    title: 'License',
    component: page(() => import('./pages/licenses/detail/license-detail.tsx'), 'LicenseDetail'),
  },
  {
    path: '/licenses/:owner/:id/edit',
    title: 'Edit license',
    component: page(() => import('./pages/licenses/form/edit-license.tsx'), 'EditLicense'),
  },
  {
    path: '/licenses/:owner/:id/associate',
    title: 'Associate',
    component: page(() => import('./pages/licenses/associate/associate.tsx'), 'Associate'),
  },
];
