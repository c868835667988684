import type { AuthorizeSecurityGroupEgressRequest, AuthorizeSecurityGroupEgressResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { authorizeRules } from './authorize-security-group-rules.ts';
import { groupArns } from './own-security-group.ts';

export const authorizeSecurityGroupEgress: Operation<
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupEgressResult
> = {
  resources: groupArns,
  handle: (request, context) => authorizeRules(request, context, true),
};
