import type { ModifyOptionGroupMessage, ModifyOptionGroupResult } from '@aws-sdk/client-rds';
import type { Operation } from '../../operation.ts';
import { queue } from '../../store/job.ts';
import { lockOptionGroup, readMembers, updateOptions } from '../../store/option-group.ts';
import { change } from '../change.ts';
import { noOptionGroup, optionGroupArn, optionGroupConstraint } from './named-database.ts';
import { optionGroupShape } from './option-group-shape.ts';

/** Adds and removes options, at once: licenses of the databases that have the group follow. */
export const modifyOptionGroup: Operation<ModifyOptionGroupMessage, ModifyOptionGroupResult> = {
  resources: ({ OptionGroupName }, scope) => [optionGroupArn(OptionGroupName!.toLowerCase(), scope)],
  constraints: {
    OptionGroupName: optionGroupConstraint,
    OptionsToInclude: { items: [0, 100] },
    'OptionsToInclude[].OptionName': { length: [1, 255] },
    OptionsToRemove: { items: [0, 100] },
  },
  async handle({ OptionGroupName, OptionsToInclude: include = [], OptionsToRemove: remove = [] }, context) {
    const name = OptionGroupName!.toLowerCase();
    const names = new Set([...remove, ...include.map(({ OptionName }) => OptionName)]);
    const record = { resources: [optionGroupArn(name, context)], detail: { include: [...names], remove } };
    const group = await change(context, record, async (trx) => {
      const found = await lockOptionGroup(trx, context, name);
      if (!found) throw noOptionGroup(name);
      const options = [...found.options.filter(({ OptionName }) => !names.has(OptionName)), ...include];
      await updateOptions(trx, found, options);
      const { accountId, region } = context;
      const members = await readMembers(trx, found);
      await queue(
        trx,
        members.map((identifier) => ({ task: 'match-database', payload: { accountId, region, identifier } })),
      );
      return { ...found, options };
    });
    return { OptionGroup: optionGroupShape(group, context) };
  },
};
