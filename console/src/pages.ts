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
  {
    path: '/inventory',
    title: 'Search inventory',
    section: 'Licenses',
    component: page(() => import('./pages/inventory/inventory.tsx'), 'Inventory'),
  },
  {
    path: '/settings',
    title: 'Settings',
    section: 'Licenses',
    component: page(() => import('./pages/settings/settings.tsx'), 'Settings'),
  },
  {
    path: '/instances',
    title: 'Instances',
    section: 'Compute',
    component: page(() => import('./pages/instances/instance-list.tsx'), 'InstanceList'),
  },
  {
    path: '/instances/launch',
    title: 'Launch instances',
    component: page(() => import('./pages/instances/launch-instances.tsx'), 'LaunchInstances'),
  },
  {
    path: '/images',
    title: 'AMIs',
    section: 'Compute',
    component: page(() => import('./pages/images/image-list.tsx'), 'ImageList'),
  },
  {
    path: '/launch-templates',
    title: 'Launch templates',
    section: 'Compute',
    component: page(() => import('./pages/launch-templates/launch-template-list.tsx'), 'LaunchTemplateList'),
  },
  {
    path: '/hosts',
    title: 'Dedicated Hosts',
    section: 'Compute',
    component: page(() => import('./pages/hosts/host-list.tsx'), 'HostList'),
  },
  {
    path: '/host-groups',
    title: 'Host resource groups',
    section: 'Compute',
    component: page(() => import('./pages/host-groups/host-group-list.tsx'), 'HostGroupList'),
  },
  {
    path: '/groups',
    title: 'User groups',
    section: 'Access management',
    component: page(() => import('./pages/identities/group-list.tsx'), 'GroupList'),
  },
  {
    path: '/groups/:name',
    title: 'User group',
    component: page(() => import('./pages/identities/group-detail.tsx'), 'GroupDetail'),
  },
  {
    path: '/users',
    title: 'Users',
    section: 'Access management',
    component: page(() => import('./pages/identities/user-list.tsx'), 'UserList'),
  },
  {
    path: '/users/:name',
    title: 'User',
    component: page(() => import('./pages/identities/user-detail.tsx'), 'UserDetail'),
  },
  {
    path: '/roles',
    title: 'Roles',
    section: 'Access management',
    component: page(() => import('./pages/identities/role-list.tsx'), 'RoleList'),
  },
  {
    path: '/roles/:name',
    title: 'Role',
    component: page(() => import('./pages/identities/role-detail.tsx'), 'RoleDetail'),
  },
  {
    path: '/policies',
    title: 'Policies',
    section: 'Access management',
    component: page(() => import('./pages/identities/policy-list.tsx'), 'PolicyList'),
  },
  {
    path: '/organization',
    title: 'AWS accounts',
    section: 'Organization',
    component: page(() => import('./pages/organization/organization-page.tsx'), 'OrganizationPage'),
  },
  {
    path: '/shares',
    title: 'Resource shares',
    section: 'Organization',
    component: page(() => import('./pages/sharing/sharing.tsx'), 'Sharing'),
  },
  {
    path: '/reports',
    title: 'Usage reports',
    section: 'Audit',
    component: page(() => import('./pages/reports/report-list.tsx'), 'ReportList'),
  },
  {
    path: '/uses',
    title: 'Usage on a day',
    section: 'Audit',
    component: page(() => import('./pages/uses/uses-on-a-day.tsx'), 'UsesOnADay'),
  },
  {
    path: '/alerts',
    title: 'Alerts and subscriptions',
    section: 'Audit',
    component: page(() => import('./pages/alerts/topic-list.tsx'), 'TopicList'),
  },
  {
    path: '/alert-history',
    title: 'Alert history',
    section: 'Audit',
    component: page(() => import('./pages/alerts/alert-history.tsx'), 'AlertHistory'),
  },
  {
    path: '/webhooks',
    title: 'Webhooks',
    section: 'Audit',
    component: page(() => import('./pages/alerts/webhook-list.tsx'), 'WebhookList'),
  },
  {
    path: '/failed-deliveries',
    title: 'Failed deliveries',
    section: 'Audit',
    component: page(() => import('./pages/alerts/failed-deliveries.tsx'), 'FailedDeliveries'),
  },
  {
    path: '/events',
    title: 'Event history',
    section: 'Audit',
    component: page(() => import('./pages/events/event-list.tsx'), 'EventList'),
  },
];
