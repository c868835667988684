import type { DescribeOptionGroupsMessage, OptionGroups } from '@aws-sdk/client-rds';
import type { Operation } from '../../operation.ts';
import { listOptionGroups } from '../../views/rds/option-groups.ts';
import { invalidCombination } from './database-terms.ts';
import { noOptionGroup, optionGroupArn } from './named-database.ts';
import { optionGroupShape } from './option-group-shape.ts';
import { pageConstraints, readPage } from './read-page.ts';

export const describeOptionGroups: Operation<DescribeOptionGroupsMessage, OptionGroups> = {
  resources: ({ OptionGroupName }, scope) => (OptionGroupName ? [optionGroupArn(OptionGroupName, scope)] : []),
  constraints: pageConstraints,
  async handle(request, context) {
    const { OptionGroupName, EngineName: engine, MajorEngineVersion: major } = request;
    const name = OptionGroupName?.toLowerCase();
    if (name !== undefined && (engine !== undefined || major !== undefined))
      throw invalidCombination('OptionGroupName cannot be given together with EngineName or MajorEngineVersion.');
    if (major !== undefined && engine === undefined)
      throw invalidCombination('MajorEngineVersion is given without EngineName.');
    const { rows, marker } = await readPage(request, {
      operation: 'DescribeOptionGroups',
      kind: 'string',
      read: ({ after = '', limit }) => listOptionGroups(context.db, context, { after, limit, name, engine, major }),
      keyOf: (group) => group.name,
    });
    if (name !== undefined && rows.length === 0) throw noOptionGroup(name);
    return { OptionGroupsList: rows.map((group) => optionGroupShape(group, context)), Marker: marker };
  },
};
