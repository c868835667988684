import type { CreateGroupInput, CreateGroupOutput } from '@aws-sdk/client-resource-groups';
import { resourceGroupArn } from '../../domain/hosts/host-resource-group.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { type GroupKind, insertResourceGroup } from '../../store/resource-group.ts';
import { putTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { checkNoApplication, descriptionConstraint } from './application-settings.ts';
import { configurationShape, groupShape } from './group-shape.ts';
import { groupTagRows } from './group-tags.ts';
import { checkConfiguration, configurationConstraints } from './host-group-configuration.ts';
import { badRequest, nameConstraint } from './named-group.ts';
import { keptQuery, queryConstraints } from './resource-query.ts';

/** Creates a host resource group, which licenses have to do with, or a group of what has some tags. */
export const createGroup: Operation<CreateGroupInput, CreateGroupOutput> = {
  constraints: {
    Name: nameConstraint,
    Description: descriptionConstraint,
    ...configurationConstraints,
    ...queryConstraints,
  },
  resources: ({ Name: name }, scope) => [resourceGroupArn(scope, name!)],

  async handle(input, context) {
    const { Name: name, Description: description } = input;
    if (/^aws/i.test(name!)) throw badRequest('The name of a group cannot begin with AWS.');
    checkNoApplication(input);
    const kind = await kindOf(input, context);
    const arn = resourceGroupArn(context, name!);
    const tags = groupTagRows(arn, input.Tags, context);
    const { accountId, region, now: createdAt } = context;
    const detail = { description, configuration: kind.configuration, query: kind.query?.text, tags: input.Tags };
    await change(context, { resources: [arn], detail }, async (trx) => {
      const group = { accountId, region, name: name!, description, createdAt };
      // The words that AWS was seen to answer: https://github.com/hashicorp/terraform-provider-aws/issues/34808
      if (!(await insertResourceGroup(trx, group, kind))) throw badRequest('Cannot create group: group already exists');
      await putTags(trx, tags);
    });
    return {
      Group: groupShape({ arn, name: name!, description }),
      ResourceQuery: input.ResourceQuery,
      GroupConfiguration: kind.configuration && configurationShape(kind.configuration),
      Tags: input.Tags,
    };
  },
};

/** AWS also takes a generic Configuration beside a query; here none of its parameters would mean anything to one. */
async function kindOf(input: CreateGroupInput, context: RequestContext): Promise<GroupKind> {
  const { ResourceQuery: query, Configuration: configuration } = input;
  if (query && configuration?.length)
    throw badRequest('Give either a ResourceQuery or a Configuration: a group has one of them.');
  if (query) return { query: keptQuery(query) };
  await checkConfiguration(configuration, context);
  return { configuration };
}
