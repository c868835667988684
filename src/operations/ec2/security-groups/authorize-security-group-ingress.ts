import type { AuthorizeSecurityGroupIngressRequest, AuthorizeSecurityGroupIngressResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { authorizeRules } from './authorize-security-group-rules.ts';
import { groupArns } from './own-security-group.ts';

export const authorizeSecurityGroupIngress: Operation<
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult
> = {
  resources: groupArns,
  handle: (request, context) => authorizeRules(request, context, false),
};
