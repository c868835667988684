import { SSMClient } from '@aws-sdk/client-ssm';
import { serviceOf } from './service.ts';

export const ssm = serviceOf((config) => new SSMClient(config));
