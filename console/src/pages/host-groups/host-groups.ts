import {
  GetGroupConfigurationCommand,
  type GroupConfigurationItem,
  type GroupFilter,
  type GroupIdentifier,
  ListGroupResourcesCommand,
  ListGroupsCommand,
} from '@aws-sdk/client-resource-groups';
import { resourceGroups } from '../../aws/resource-groups.ts';
import { useAws, useAwsList } from '../../aws/use-aws.ts';

/** The type of the configuration that makes a group one of hosts (AWS Resource Groups User Guide, service configurations). */
export const HOST_MANAGEMENT = 'AWS::EC2::HostManagement';

export const useHostGroups = () =>
  useAwsList<GroupIdentifier>({
    key: ['host-groups'],
    async ask(region, NextToken) {
      const Filters: GroupFilter[] = [{ Name: 'configuration-type', Values: [HOST_MANAGEMENT] }];
      const command = new ListGroupsCommand({ Filters, NextToken });
      const { GroupIdentifiers: items = [], NextToken: nextToken } = await resourceGroups(region).send(command);
      return { items, nextToken };
    },
  });

export const useGroupConfiguration = (name: string) =>
  useAws({
    key: ['group-configuration', name],
    async ask(region) {
      const { GroupConfiguration: found } = await resourceGroups(region).send(
        new GetGroupConfigurationCommand({ Group: name }),
      );
      return parametersOf(found?.Configuration ?? []);
    },
  });

/** The parameters of a group of hosts, by name. */
function parametersOf(items: readonly GroupConfigurationItem[]): Readonly<Record<string, readonly string[]>> {
  const parameters = items.find(({ Type: type }) => type === HOST_MANAGEMENT)?.Parameters ?? [];
  return Object.fromEntries(parameters.map(({ Name: name = '', Values: values = [] }) => [name, values]));
}

export const useGroupMembers = (name: string) =>
  useAwsList<string>({
    key: ['group-members', name],
    async ask(region, NextToken) {
      const answer = await resourceGroups(region).send(new ListGroupResourcesCommand({ Group: name, NextToken }));
      const items = (answer.Resources ?? []).map(({ Identifier: identifier }) => identifier?.ResourceArn ?? '');
      return { items, nextToken: answer.NextToken };
    },
  });
