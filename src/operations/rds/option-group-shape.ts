import type { OptionGroup } from '@aws-sdk/client-rds';
import type { ListedOptionGroup } from '../../views/rds/option-groups.ts';
import { optionGroupArn } from './named-database.ts';

/** An option group as RDS prints it. */
export const optionGroupShape = (
  { name, description, engine, majorEngineVersion, options }: ListedOptionGroup,
  scope: { readonly accountId: string; readonly region: string },
): OptionGroup => ({
  OptionGroupName: name,
  OptionGroupDescription: description,
  EngineName: engine,
  MajorEngineVersion: majorEngineVersion,
  Options: options.map(({ OptionName, OptionSettings = [], ...rest }) => ({
    ...rest,
    OptionName,
    Persistent: false,
    Permanent: false,
    OptionSettings: OptionSettings.map(({ Name, Value }) => ({ Name, Value })),
  })),
  AllowsVpcAndNonVpcInstanceMemberships: true,
  OptionGroupArn: optionGroupArn(name, scope),
});
