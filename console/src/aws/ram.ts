import { RAMClient } from '@aws-sdk/client-ram';
import { serviceOf } from './service.ts';

export const ram = serviceOf((config) => new RAMClient(config));
