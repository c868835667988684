import {
  GetLicenseConfigurationCommand,
  type LicenseConfiguration,
  ListLicenseConfigurationsCommand,
} from '@aws-sdk/client-license-manager';
import { useParams } from 'wouter';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAws, useAwsList } from '../../aws/use-aws.ts';

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

type Named = Pick<LicenseConfiguration, 'LicenseConfigurationArn'>;

const ARN = /^arn:aws:license-manager:[^:]*:(?<owner>\d{12}):license-configuration:(?<id>[\w-]+)$/;

/** Where the page of a license is, below the Region. */
export function licensePathOfArn(arn: string): string {
  const { owner, id } = ARN.exec(arn)?.groups ?? {};
  return `/licenses/${owner}/${id}`;
}

export const licensePath = ({ LicenseConfigurationArn: arn = '' }: Named): string => licensePathOfArn(arn);

/** The license that the address names. */
export function useLicense() {
  const { owner = '', id = '' } = useParams();
  return useAws({
    key: ['license', owner, id],
    ask(region) {
      const LicenseConfigurationArn = `arn:aws:license-manager:${region}:${owner}:license-configuration:${id}`;
      return licenseManager(region).send(new GetLicenseConfigurationCommand({ LicenseConfigurationArn }));
    },
  });
}

/** The products that discovery rules name. */
export const productsOf = ({ ProductInformationList: list = [] }: LicenseConfiguration): string[] =>
  list.flatMap(({ ProductInformationFilterList: filters = [] }) =>
    filters
      .filter(({ ProductInformationFilterName: name }) => name === 'Application Name')
      .flatMap(({ ProductInformationFilterValue: values = [] }) => values),
  );
