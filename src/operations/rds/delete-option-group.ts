import type { DeleteOptionGroupMessage } from '@aws-sdk/client-rds';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { deleteOptionGroup as deleteGroup, lockOptionGroup, readMembers } from '../../store/option-group.ts';
import { deleteAllTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { noOptionGroup, optionGroupArn, optionGroupConstraint } from './named-database.ts';

export const deleteOptionGroup: Operation<DeleteOptionGroupMessage, Record<string, never>> = {
  resources: ({ OptionGroupName }, scope) => [optionGroupArn(OptionGroupName!.toLowerCase(), scope)],
  constraints: { OptionGroupName: optionGroupConstraint },
  async handle({ OptionGroupName }, context) {
    const name = OptionGroupName!.toLowerCase();
    const arn = optionGroupArn(name, context);
    await change(context, { resources: [arn] }, async (trx) => {
      const found = await lockOptionGroup(trx, context, name);
      if (!found) throw noOptionGroup(name);
      const members = await readMembers(trx, found);
      if (members.length > 0)
        throw new Fault(
          'InvalidOptionGroupStateFault',
          `The option group ${name} cannot be deleted because it is in use by ${members.slice(0, 5).join(', ')}.`,
        );
      await deleteGroup(trx, found);
      await deleteAllTags(trx, [arn]);
    });
    return {};
  },
};
