import type { Kysely } from 'kysely';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { defaultNetwork } from '../src/domain/networks/network.ts';
import { createLedger } from '../src/ledger/ledger.ts';
import type { Operation } from '../src/operation.ts';
import { describeInstanceStatus } from '../src/operations/ec2/instances/describe-instance-status.ts';
import { describeInstances } from '../src/operations/ec2/instances/describe-instances.ts';
import { describeNetworkInterfaces } from '../src/operations/ec2/interfaces/describe-network-interfaces.ts';
import { describeTags } from '../src/operations/ec2/tags/describe-tags.ts';
import { describeVolumes } from '../src/operations/ec2/volumes/describe-volumes.ts';
import { listAssociationsForLicenseConfiguration } from '../src/operations/license-manager/list-associations-for-license-configuration.ts';
import { listUsageForLicenseConfiguration } from '../src/operations/license-manager/list-usage-for-license-configuration.ts';
import type { DB } from '../src/store/schema.ts';
import { contextOf } from './request-context.ts';
import { accountId, hotLicenseArn, region } from './scratch-database.ts';

/** A list, with what asks for it. */
export interface List {
  readonly title: string;
  readonly read: (token: string | undefined) => Promise<string | undefined>;
}

const [image] = publicImages(region);
const [subnet] = defaultNetwork(accountId, region).subnets;

/** The filters that a list of machines is asked with, each by itself and some together. */
const FILTERS: Readonly<Record<string, Readonly<Record<string, string | string[]>>>> = {
  'no filter': {},
  'a tag of a quarter': { 'tag:env': 'production' },
  'a tag that nobody has': { 'tag:env': 'nowhere' },
  'a tag of one': { 'tag:Name': 'machine-17' },
  'a tag pattern': { 'tag:Name': 'machine-1*' },
  'a tag pattern with a leading *': { 'tag:Name': '*-9' },
  'a tag key': { 'tag-key': 'env' },
  'a tag key that nobody has': { 'tag-key': 'cost' },
  'a state of nearly all': { 'instance-state-name': 'running' },
  'a state of few': { 'instance-state-name': 'stopped' },
  'a state of none': { 'instance-state-name': 'pending' },
  'five states': { 'instance-state-name': ['pending', 'running', 'shutting-down', 'stopping', 'stopped'] },
  'a type of an eighth': { 'instance-type': 'c5.large' },
  'a type that nobody has': { 'instance-type': 'm7i.large' },
  'a type pattern': { 'instance-type': 't3.*' },
  'an image': { 'image-id': image!.id },
  'a subnet': { 'subnet-id': subnet!.subnetId },
  'a zone': { 'availability-zone': subnet!.availabilityZone },
  'a zone that has none': { 'availability-zone': 'us-east-1z' },
  'a host that has none': { 'host-id': 'h-00000000000000000' },
  'an address': { 'private-ip-address': '172.31.0.21' },
  'a VPC that has none': { 'vpc-id': 'vpc-00000000000000000' },
  'a day': { 'launch-time': '2020-01-01*' },
  'a tag and a state of few': { 'tag:env': 'production', 'instance-state-name': 'stopped' },
  'a tag, a type and a state': { 'tag:env': 'test', 'instance-type': 'c5.large', 'instance-state-name': 'running' },
};

/** All lists that grow with the machines, on a database that has them. */
export function listsOf(db: Kysely<DB>): List[] {
  const context = contextOf(db, createLedger({ db }));
  const list = (title: string, operation: Operation<never, unknown>, request: object): List => ({
    title,
    read: async (token) => {
      const answer = await operation.handle({ ...request, ...(token && { NextToken: token }) } as never, context);
      return (answer as { NextToken?: string | undefined }).NextToken;
    },
  });
  const ofLicense = { LicenseConfigurationArn: hotLicenseArn, MaxResults: 10 };
  return [
    ...Object.entries(FILTERS).map(([title, filters]) =>
      list(`DescribeInstances, ${title}`, describeInstances, { MaxResults: 10, Filters: toFilters(filters) }),
    ),
    list('DescribeInstanceStatus', describeInstanceStatus, { MaxResults: 10 }),
    list('DescribeTags', describeTags, { MaxResults: 10 }),
    ...Object.entries(TAG_FILTERS).map(([title, filters]) =>
      list(`DescribeTags, ${title}`, describeTags, { MaxResults: 10, Filters: toFilters(filters) }),
    ),
    list('DescribeVolumes', describeVolumes, { MaxResults: 10 }),
    list('DescribeVolumes, a tag that none has', describeVolumes, {
      MaxResults: 10,
      Filters: toFilters({ 'tag:a': 'b' }),
    }),
    list('DescribeNetworkInterfaces', describeNetworkInterfaces, { MaxResults: 10 }),
    list('ListUsageForLicenseConfiguration', listUsageForLicenseConfiguration, ofLicense),
    list('ListUsageForLicenseConfiguration, of hosts', listUsageForLicenseConfiguration, {
      ...ofLicense,
      Filters: toFilters({ resourceType: 'EC2_HOST' }),
    }),
    list('ListUsageForLicenseConfiguration, of another account', listUsageForLicenseConfiguration, {
      ...ofLicense,
      Filters: toFilters({ resourceAccount: '999999999999' }),
    }),
    list('ListAssociationsForLicenseConfiguration', listAssociationsForLicenseConfiguration, ofLicense),
  ];
}

const TAG_FILTERS: typeof FILTERS = {
  'a key': { key: 'env' },
  'a key and a value': { key: 'env', value: 'test' },
  'a value': { value: 'machine-17' },
  'a type': { 'resource-type': 'image' },
  'a pattern': { value: '*-9' },
};

const toFilters = (filters: Readonly<Record<string, string | string[]>>) =>
  Object.entries(filters).map(([Name, values]) => ({ Name, Values: [values].flat() }));
