import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { SecurityGroupRule as Rule } from '../../../domain/networks/security-group.ts';
import type { Operation } from '../../../operation.ts';
import { listRules } from '../../../views/ec2/security-groups.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { SECURITY_GROUP_RULE } from '../ec2-ids.ts';
import { listById } from '../listing/list-by-id.ts';
import { refsIn } from '../records/list-records.ts';
import { describeRule } from './security-group-description.ts';

export const describeSecurityGroupRules: Operation<
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult
> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const ofGroups = refsIn(request.Filters, ['group-id']);
    const { items, nextToken } = await listById<Rule, SecurityGroupRule>(request, {
      operation: 'DescribeSecurityGroupRules',
      kind: SECURITY_GROUP_RULE,
      ids: request.SecurityGroupRuleIds,
      read: (window) => listRules(context.db, context, { ...window, groupIds: ofGroups[0] }),
      shapesOf: async (rules) => {
        const tags = await readTags(
          context.db,
          rules.map(({ id }) => id),
        );
        return rules.map((rule) => describeRule(rule, tags.get(rule.id)));
      },
      rules: { accessors, tagsOf: (rule) => rule.Tags ?? [] },
    });
    return { SecurityGroupRules: items, NextToken: nextToken };
  },
};

const accessors: Accessors<SecurityGroupRule> = {
  'group-id': (rule) => rule.GroupId,
  'security-group-rule-id': (rule) => rule.SecurityGroupRuleId,
};
