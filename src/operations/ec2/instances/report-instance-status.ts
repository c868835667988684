import type { ReportInstanceStatusRequest } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { checkInstanceIds } from './instance-ids.ts';
import { readNamed } from './list-instances.ts';

const REASONS = [
  ...['instance-stuck-in-state', 'unresponsive', 'not-accepting-credentials', 'password-not-available'],
  ...['performance-network', 'performance-instance-store', 'performance-ebs-volume', 'performance-other', 'other'],
];

/** What somebody says of their machines changes nothing of them, as on EC2. */
export const reportInstanceStatus: Operation<ReportInstanceStatusRequest, object> = {
  constraints: { 'ReasonCodes[]': { oneOf: REASONS }, Status: { oneOf: ['ok', 'impaired'] } },
  resources: ({ Instances: ids = [] }, scope) => ids.map((id) => ec2Arn(INSTANCE, id, scope)),

  async handle({ Instances: ids = [] }, context) {
    await readNamed(checkInstanceIds(ids), context);
    return {};
  },
};
