import { EC2Client } from '@aws-sdk/client-ec2';
import { serviceOf } from './service.ts';

export const ec2 = serviceOf((config) => new EC2Client(config));
