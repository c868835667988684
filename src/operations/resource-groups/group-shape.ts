import type { Group, GroupConfiguration, GroupConfigurationItem as WireItem } from '@aws-sdk/client-resource-groups';
import type { GroupConfigurationItem } from '../../domain/hosts/host-resource-group.ts';

/** A group as Resource Groups prints it. */
export const groupShape = (group: { arn: string; name: string; description?: string | null | undefined }): Group => ({
  GroupArn: group.arn,
  Name: group.name,
  Description: group.description ?? undefined,
});

/** A configuration as Resource Groups prints it: it is in effect as soon as it is put. */
export const configurationShape = (items: readonly GroupConfigurationItem[]): GroupConfiguration => ({
  Configuration: items as WireItem[],
  Status: 'UPDATE_COMPLETE',
});
