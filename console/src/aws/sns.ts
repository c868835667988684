import { SNSClient } from '@aws-sdk/client-sns';
import { serviceOf } from './service.ts';

export const sns = serviceOf((config) => new SNSClient(config));
