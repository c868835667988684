import type { CreateGroupInput, CreateGroupOutput } from '@aws-sdk/client-resource-groups';
import { resourceGroupArn } from '../../domain/hosts/host-resource-group.ts';
import type { Operation } from '../../operation.ts';
import { insertResourceGroup } from '../../store/resource-group.ts';
import { putTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { checkNoApplication, descriptionConstraint } from './application-settings.ts';
import { configurationShape, groupShape } from './group-shape.ts';
import { groupTagRows } from './group-tags.ts';
import { checkConfiguration, configurationConstraints } from './host-group-configuration.ts';
import { badRequest, nameConstraint } from './named-group.ts';

/** Creates a host resource group, the one kind of group that licenses have to do with. */
export const createGroup: Operation<CreateGroupInput, CreateGroupOutput> = {
  constraints: { Name: nameConstraint, Description: descriptionConstraint, ...configurationConstraints },
  resources: ({ Name: name }, scope) => [resourceGroupArn(scope, name!)],

  async handle(input, context) {
    const { Name: name, Description: description, Configuration: configuration = [] } = input;
    checkKind(input);
    await checkConfiguration(configuration, context);
    const arn = resourceGroupArn(context, name!);
    const tags = groupTagRows(arn, input.Tags, context);
    const { accountId, region, now: createdAt } = context;
    const detail = { description, configuration, tags: input.Tags };
    await change(context, { resources: [arn], detail }, async (trx) => {
      const group = { accountId, region, name: name!, description, configuration, createdAt };
      // The words that AWS was seen to answer: https://github.com/hashicorp/terraform-provider-aws/issues/34808
      if (!(await insertResourceGroup(trx, group))) throw badRequest('Cannot create group: group already exists');
      await putTags(trx, tags);
    });
    return {
      Group: groupShape({ arn, name: name!, description }),
      GroupConfiguration: configurationShape(configuration),
      Tags: input.Tags,
    };
  },
};

function checkKind(input: CreateGroupInput): void {
  if (/^aws/i.test(input.Name!)) throw badRequest('The name of a group cannot begin with AWS.');
  if (input.ResourceQuery)
    throw badRequest(
      'Headroom has no groups by ResourceQuery, only host resource groups; give a Configuration of the type AWS::EC2::HostManagement.',
    );
  checkNoApplication(input);
}
