import { type LicenseConfiguration, ListLicenseConfigurationsCommand } from '@aws-sdk/client-license-manager';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAwsList } from '../../aws/use-aws.ts';

/** As many as an account has in a Region, so that they come in one answer. */
const ALL = 1_000;

/** The licenses that the account sees in the Region. */
export const useLicenses = () =>
  useAwsList<LicenseConfiguration>({
    key: ['licenses'],
    async ask(region, NextToken) {
      const command = new ListLicenseConfigurationsCommand({ MaxResults: ALL, NextToken });
      const { LicenseConfigurations: items = [], NextToken: nextToken } = await licenseManager(region).send(command);
      return { items, nextToken };
    },
  });

/** Where the page of a license is, below the Region. */
export const licensePath = ({
  LicenseConfigurationId: id,
}: Pick<LicenseConfiguration, 'LicenseConfigurationId'>): string => `/licenses/${id}`;

/** The products that discovery rules name. */
export const productsOf = ({ ProductInformationList: list = [] }: LicenseConfiguration): string[] =>
  list.flatMap(({ ProductInformationFilterList: filters = [] }) =>
    filters
      .filter(({ ProductInformationFilterName: name }) => name === 'Application Name')
      .flatMap(({ ProductInformationFilterValue: values = [] }) => values),
  );
