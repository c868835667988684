import { ResourceGroupsClient } from '@aws-sdk/client-resource-groups';
import { serviceOf } from './service.ts';

export const resourceGroups = serviceOf((config) => new ResourceGroupsClient(config));
