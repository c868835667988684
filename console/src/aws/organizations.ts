import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { serviceOf } from './service.ts';

export const organizations = serviceOf((config) => new OrganizationsClient(config));
