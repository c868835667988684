import type {
  UpdateSecurityGroupRuleDescriptionsEgressRequest,
  UpdateSecurityGroupRuleDescriptionsEgressResult,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { groupArns } from './own-security-group.ts';
import { updateDescriptions } from './update-security-group-rule-descriptions.ts';

export const updateSecurityGroupRuleDescriptionsEgress: Operation<
  UpdateSecurityGroupRuleDescriptionsEgressRequest,
  UpdateSecurityGroupRuleDescriptionsEgressResult
> = {
  constraints: { SecurityGroupRuleDescriptions: { items: [0, 1000] } },
  resources: groupArns,
  handle: (request, context) => updateDescriptions(request, context, true),
};
