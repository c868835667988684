import { parseLicenseConfigurationArn } from '../../domain/arn.ts';
import type { Constraints } from '../../domain/constraints.ts';
import {
  type GroupConfigurationItem,
  type HostGroupSettings,
  parseHostGroupConfiguration,
} from '../../domain/hosts/host-resource-group.ts';
import { countsHosts } from '../../domain/licenses/license.ts';
import type { RequestContext } from '../../operation.ts';
import { listLicenseConfigurations } from '../../views/license-manager/license-configurations.ts';
import { badRequest } from './named-group.ts';

/** AWS's model. */
export const configurationConstraints: Constraints = {
  Configuration: { items: [0, 2] },
  'Configuration[].Type': { length: [1, 40] },
  'Configuration[].Parameters': { items: [0, 20] },
  'Configuration[].Parameters[].Name': { length: [1, 80] },
  'Configuration[].Parameters[].Values[]': { length: [1, 256] },
};

/** What a request's configuration says; faults where it is not a host resource group's. */
export async function checkConfiguration(
  items: readonly GroupConfigurationItem[] | undefined,
  context: RequestContext,
): Promise<HostGroupSettings> {
  if (!items?.length)
    throw badRequest(
      'Give a Configuration with items of the types AWS::EC2::HostManagement and AWS::ResourceGroups::Generic, or a new group a ResourceQuery.',
    );
  const parsed = parseHostGroupConfiguration(items);
  if (!parsed.ok) throw badRequest(parsed.problem);
  if (parsed.group.allowedLicenseArns) await checkLicenses(parsed.group.allowedLicenseArns, context);
  return parsed.group;
}

/** Faults on a license that the account does not see in the Region, or that is not counted by host. */
async function checkLicenses(arns: readonly string[], context: RequestContext): Promise<void> {
  const refs = arns.map((arn) => ({ arn, ...parseLicenseConfigurationArn(arn)! }));
  const any = { after: undefined, countingTypes: undefined, hardLimit: undefined, exceeded: undefined };
  const query = { ...any, ids: refs.map((ref) => ref.id), limit: refs.length };
  const visible = new Map((await listLicenseConfigurations(context.db, context, query)).map((row) => [row.id, row]));
  for (const { arn, id, accountId, region } of refs) {
    const license = visible.get(id);
    if (license?.accountId !== accountId || license.region !== region)
      throw badRequest(`The license configuration ${arn} does not exist in this Region.`);
    if (!countsHosts(license))
      throw badRequest(`The license configuration ${arn} counts ${license.countingType}; hosts need Core or Socket.`);
  }
}
