import type { SecurityGroupRule as RuleDescription, TagSpecification } from '@aws-sdk/client-ec2';
import { isSamePermission, type Permission, ruleOf } from '../../../domain/networks/security-group.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { insertSecurityGroupRules } from '../../../store/security-group.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { changeSecurityGroup, type RulesRequest } from './change-security-group.ts';
import { describeRule } from './security-group-description.ts';

interface AuthorizeRequest extends RulesRequest {
  readonly TagSpecifications?: TagSpecification[] | undefined;
}

/** Adds rules to a group, all or none; faults InvalidPermission.Duplicate. */
export async function authorizeRules(
  request: AuthorizeRequest,
  context: RequestContext,
  isEgress: boolean,
): Promise<{ Return: true; SecurityGroupRules: RuleDescription[] }> {
  const { accountId, region, requestId } = context;
  const tags = tagsFor(request.TagSpecifications, 'security-group-rule');
  const added = await changeSecurityGroup(request, context, async ({ trx, group, wanted, rules }) => {
    for (const [index, permission] of wanted.entries()) {
      const others = [...rules.filter((rule) => rule.isEgress === isEgress), ...wanted.slice(0, index)];
      if (others.some((other) => isSamePermission(other, permission))) throw duplicatePermission(permission);
    }
    const added = wanted.map((permission, index) => ruleOf(group, permission, { isEgress, seed: requestId, index }));
    await insertSecurityGroupRules(trx, added);
    const tagged = added.map(({ id }) => ({ accountId, region, resourceId: id, resourceType: 'security-group-rule' }));
    await putTags(
      trx,
      tagged.flatMap((rule) => tagRows(rule, tags)),
    );
    return added;
  });
  return { Return: true, SecurityGroupRules: added.map((rule) => describeRule(rule, tagList(tags))) };
}

export function duplicatePermission({ ipProtocol, fromPort, toPort, ...source }: Permission): Fault {
  const peer = source.cidrIpv4 ?? source.cidrIpv6 ?? source.prefixListId ?? source.referencedGroupId;
  const protocol = ipProtocol === '-1' ? 'ALL' : ipProtocol.toUpperCase();
  const ports = fromPort === undefined ? '' : `, from port: ${fromPort}, to port: ${toPort}`;
  return new Fault(
    'InvalidPermission.Duplicate',
    `the specified rule "peer: ${peer}, ${protocol}${ports}, ALLOW" already exists`,
  );
}
