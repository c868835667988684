import { IAMClient } from '@aws-sdk/client-iam';
import { serviceOf } from './service.ts';

export const iam = serviceOf((config) => new IAMClient(config));
