import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { serviceOf } from './service.ts';

export const cloudTrail = serviceOf((config) => new CloudTrailClient(config));
