import { ramOperations } from '../../src/operations/ram/index.ts';
import { serviceNamed } from '../../src/wire/services.ts';
import { type JsonService, jsonService, type Wire } from '../json-service.ts';
import { type World as Licenses, startWorld as startLicenses } from '../license-manager/world.ts';
import { MANAGEMENT, type World as Organizations, organizationsOn } from '../organizations/world.ts';

type Account = { readonly accountId: string };

/** Three accounts that have licenses, can be in an organization, and share. */
export interface World {
  readonly licenses: Licenses;
  readonly organizations: Organizations;
  readonly ram: JsonService<keyof typeof ramOperations & string>;
  /** An organization that shares without invitations, with the member in it. Resolves with its ARN and its root. */
  organization(): Promise<{ arn: string; root: string }>;
  unitArn(unitId: string): Promise<string>;
  /** Shares resources of the management account, or of another; resolves with the share's ARN. */
  share(resourceArns: readonly string[], principals: readonly string[], input?: object, as?: Account): Promise<string>;
  /** The ARNs of the license configurations that an account sees. */
  sees(account: Account): Promise<string[]>;
}

export async function startWorld(): Promise<World> {
  const licenses = await startLicenses();
  const { db, ledger } = licenses;
  const organizations = await organizationsOn(db, ledger);
  const ram = jsonService(serviceNamed('ram'), ramOperations, { db, ledger });
  return {
    licenses,
    organizations,
    ram,
    organization: async () => {
      const root = await organizations.organization();
      await ram.call('EnableSharingWithAwsOrganization', {}, MANAGEMENT);
      return { root, arn: (await organizations.call('DescribeOrganization', {}, MANAGEMENT)).Organization.Arn };
    },
    unitArn: async (OrganizationalUnitId) =>
      (await organizations.call('DescribeOrganizationalUnit', { OrganizationalUnitId }, MANAGEMENT)).OrganizationalUnit
        .Arn,
    share: async (resourceArns, principals, input = {}, as = MANAGEMENT) => {
      const request = { name: 'licenses', resourceArns, principals, ...input };
      return (await ram.call('CreateResourceShare', request, as)).resourceShare.resourceShareArn;
    },
    sees: async (account) => {
      const { LicenseConfigurations } = await licenses.call('ListLicenseConfigurations', {}, account);
      return LicenseConfigurations.map((one: Wire) => one.LicenseConfigurationArn);
    },
  };
}
