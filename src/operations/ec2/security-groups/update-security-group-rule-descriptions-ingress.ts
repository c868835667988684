import type {
  UpdateSecurityGroupRuleDescriptionsIngressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressResult,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { groupArns } from './own-security-group.ts';
import { updateDescriptions } from './update-security-group-rule-descriptions.ts';

export const updateSecurityGroupRuleDescriptionsIngress: Operation<
  UpdateSecurityGroupRuleDescriptionsIngressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressResult
> = {
  constraints: { SecurityGroupRuleDescriptions: { items: [0, 1000] } },
  resources: groupArns,
  handle: (request, context) => updateDescriptions(request, context, false),
};
