import type { CreateSecurityGroupRequest, CreateSecurityGroupResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import { firstEgress, type SecurityGroup } from '../../../domain/networks/security-group.ts';
import { defaultVpc } from '../../../domain/networks/vpc.ts';
import { keysInVpc } from '../../../domain/policies/ec2-keys.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { insertSecurityGroup, insertSecurityGroupRules } from '../../../store/security-group.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { lockVpc } from '../../../store/vpc.ts';
import { change } from '../../change.ts';
import { ec2Arn, SECURITY_GROUP, VPC } from '../ec2-ids.ts';
import { requireVpc } from '../networks/own-network.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';

const text = {
  length: [1, 255],
  pattern: /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/,
  form: 'letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*',
} as const;

/** A group of the default VPC unless another is named. It lets everything out and nothing in. */
export const createSecurityGroup: Operation<CreateSecurityGroupRequest, CreateSecurityGroupResult> = {
  constraints: { GroupName: text, Description: text },
  resources: ({ VpcId: vpcId }, scope) => [ec2Arn(VPC, vpcId ?? defaultVpc(scope).id, scope)],
  keysOfMade: ({ VpcId: vpcId }, scope) => ({ 'security-group': keysInVpc(vpcId ?? defaultVpc(scope).id, scope) }),

  async handle(request, context) {
    const { accountId, region, requestId } = context;
    const { GroupName: name, Description: description, VpcId: vpcId = defaultVpc(context).id } = request;
    checkName(name!);
    const tags = tagsFor(request.TagSpecifications, 'security-group');
    const id = idFromSeed('sg', requestId);
    const group: SecurityGroup = { accountId, region, id, vpcId, name: name!, description: description! };
    const resources = [ec2Arn(SECURITY_GROUP, id, context)];
    await change(context, { resources, detail: { name, vpcId } }, async (trx) => {
      await lockVpc(trx, vpcId);
      await requireVpc(trx, context, vpcId);
      if (!(await insertSecurityGroup(trx, group)))
        throw new Fault('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcId}'`);
      await insertSecurityGroupRules(trx, [firstEgress(group)]);
      await putTags(trx, tagRows({ accountId, region, resourceId: id, resourceType: 'security-group' }, tags));
    });
    return { GroupId: id, Tags: tagList(tags), SecurityGroupArn: resources[0]! };
  },
};

function checkName(name: string): void {
  if (name.toLowerCase() === 'default')
    throw new Fault('InvalidGroup.Reserved', `Cannot use reserved security group name: ${name}`);
  if (name.startsWith('sg-'))
    throw new Fault(
      'InvalidParameterValue',
      `invalid value for parameter groupName: ${name}. Names cannot begin with sg-.`,
    );
}
