import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { serviceOf } from './service.ts';

export const cloudWatch = serviceOf((config) => new CloudWatchClient(config));
