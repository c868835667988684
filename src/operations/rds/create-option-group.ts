import type { CreateOptionGroupMessage, CreateOptionGroupResult } from '@aws-sdk/client-rds';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { insertOptionGroup } from '../../store/option-group.ts';
import { putTags, tagRows } from '../../store/tag.ts';
import { change } from '../change.ts';
import { knownEngine } from './database-terms.ts';
import { optionGroupArn, optionGroupConstraint, tagConstraints } from './named-database.ts';
import { optionGroupShape } from './option-group-shape.ts';

export const createOptionGroup: Operation<CreateOptionGroupMessage, CreateOptionGroupResult> = {
  resources: ({ OptionGroupName }, scope) => [optionGroupArn(OptionGroupName!.toLowerCase(), scope)],
  constraints: {
    OptionGroupName: optionGroupConstraint,
    OptionGroupDescription: { length: [1, 1024] },
    MajorEngineVersion: { pattern: /^[0-9]{1,4}(\.[0-9]{1,4})?$/, form: 'a major version such as 19 or 16.00' },
    ...tagConstraints,
  },
  async handle(request, context) {
    knownEngine(request.EngineName!);
    const { accountId, region } = context;
    const group = {
      ...{ accountId, region },
      name: request.OptionGroupName!.toLowerCase(),
      description: request.OptionGroupDescription!,
      engine: request.EngineName!,
      majorEngineVersion: request.MajorEngineVersion!,
      options: [],
    };
    const arn = optionGroupArn(group.name, context);
    const tags = Object.fromEntries((request.Tags ?? []).map(({ Key, Value = '' }) => [Key!, Value]));
    await change(context, { resources: [arn], detail: { engine: group.engine } }, async (trx) => {
      if (!(await insertOptionGroup(trx, group, context.now)))
        throw new Fault('OptionGroupAlreadyExistsFault', `An option group named ${group.name} already exists.`);
      await putTags(trx, tagRows({ accountId, region, resourceId: arn, resourceType: 'og' }, tags));
    });
    return { OptionGroup: optionGroupShape(group, context) };
  },
};
