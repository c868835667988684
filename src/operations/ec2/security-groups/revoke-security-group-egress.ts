import type { RevokeSecurityGroupEgressRequest, RevokeSecurityGroupEgressResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { groupArns } from './own-security-group.ts';
import { revokeRules } from './revoke-security-group-rules.ts';

export const revokeSecurityGroupEgress: Operation<RevokeSecurityGroupEgressRequest, RevokeSecurityGroupEgressResult> = {
  resources: groupArns,
  handle: (request, context) => revokeRules(request, context, true),
};
