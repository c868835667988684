import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Operation } from '../../../operation.ts';
import { listSecurityGroupRules, listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { SECURITY_GROUP_RULE } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { namedItems } from '../listing/named-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { describeRule } from './security-group-description.ts';

export const describeSecurityGroupRules: Operation<
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult
> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const all = await listSecurityGroupRules(context.db, await listSecurityGroups(context.db, context));
    const named = { kind: SECURITY_GROUP_RULE, idOf: ({ id }: { id: string }) => id };
    const chosen = namedItems(all, request.SecurityGroupRuleIds, named);
    const tags = await readTags(
      context.db,
      chosen.map(({ id }) => id),
    );
    const rules = chosen.map((rule) => describeRule(rule, tags.get(rule.id)));
    const matching = await filterItems(rules, request.Filters, { accessors, tagsOf: (rule) => rule.Tags ?? [] });
    const paging = { operation: 'DescribeSecurityGroupRules', keyOf, keyParts: 1, defaultLimit: 1000 };
    const { items, nextToken } = pageItems(matching, request, paging);
    return { SecurityGroupRules: [...items], NextToken: nextToken };
  },
};

const keyOf = (rule: SecurityGroupRule) => [rule.SecurityGroupRuleId!];

const accessors: Accessors<SecurityGroupRule> = {
  'group-id': (rule) => rule.GroupId,
  'security-group-rule-id': (rule) => rule.SecurityGroupRuleId,
};
