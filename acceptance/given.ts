import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { CreateLicenseConfigurationRequest } from '@aws-sdk/client-license-manager';
import {
  type Credentials,
  clientsOf,
  ec2,
  licenseManager,
  operator,
  region,
  resourceGroups,
  uniqueName,
  url,
} from './clients.ts';

// What tests start from. Everything has a name of its own, so that tests can run at once and on any server.

/** How the SDK's waiters wait here: machines take half a second for what takes a minute on AWS. */
export const waiting = (client = ec2) => ({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 });

/** A license configuration of 16 vCPUs and a hard limit, but for what is given. Resolves with its ARN. */
export async function givenLicense(given: Partial<CreateLicenseConfigurationRequest> = {}): Promise<string> {
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration({
    Name: uniqueName('license'),
    LicenseCountingType: 'vCPU',
    LicenseCount: 16,
    LicenseCountHardLimit: true,
    ...given,
  });
  return arn!;
}

/** An image of the account's own. */
export async function givenImage({ ec2: client } = { ec2 }): Promise<string> {
  const { ImageId: id } = await client.registerImage({ Name: uniqueName('image'), Architecture: 'x86_64' });
  return id!;
}

/** An image of the account's own whose launches take the license. */
export async function givenLicensedImage(licenseArn: string): Promise<string> {
  const imageId = await givenImage();
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: imageArn(imageId),
    AddLicenseSpecifications: [{ LicenseConfigurationArn: licenseArn }],
  });
  return imageId;
}

export const imageArn = (imageId: string): string => `arn:aws:ec2:${region}::image/${imageId}`;

/** Launches machines of 4 vCPUs, one if nothing else is given. Resolves with their ids. */
export async function launch(request: Partial<RunInstancesRequest>, client = ec2): Promise<string[]> {
  const given = { InstanceType: 'm5.xlarge', MinCount: 1, MaxCount: 1, ...request } as const;
  const { Instances: instances = [] } = await client.runInstances(given);
  return instances.map(({ InstanceId: id }) => id!);
}

/** What the license configuration says is consumed. */
export async function consumed(licenseArn: string): Promise<number | undefined> {
  const license = await licenseManager.getLicenseConfiguration({ LicenseConfigurationArn: licenseArn });
  return license.ConsumedLicenses;
}

export interface Refused {
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
}

/** How the server refused what the SDK asked. */
export async function refusal(asked: Promise<unknown>): Promise<Refused> {
  const error = await asked.then(
    () => assert.fail('expected a refusal, and the server did it'),
    (reason: Error & { $metadata?: { httpStatusCode?: number } }) => reason,
  );
  return { code: error.name, status: error.$metadata?.httpStatusCode, message: error.message };
}

/** Checks code and status of a refusal, and returns its text. */
export async function refused(asked: Promise<unknown>, code: string, status = 400): Promise<string> {
  const { message, ...rest } = await refusal(asked);
  assert.deepEqual(rest, { code, status }, message);
  return message;
}

/** Runs `headroom`, the operator's command. */
export async function headroom(args: readonly string[], credentials: Credentials = operator): Promise<string> {
  const program = join(import.meta.dirname, '..', 'src', 'cli', 'headroom.ts');
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, '--endpoint-url', url], { env });
  return stdout;
}

/** Another account, with clients of its own. */
export async function givenAccount() {
  const printed = await headroom(['create-account']);
  const find = (pattern: RegExp) => pattern.exec(printed)?.[1] ?? assert.fail(printed);
  const credentials = {
    accessKeyId: find(/AWS_ACCESS_KEY_ID=(\S+)/),
    secretAccessKey: find(/AWS_SECRET_ACCESS_KEY=(\S+)/),
  };
  return { accountId: find(/Account (\d{12})/), credentials, ...clientsOf(credentials) };
}

export type Account = Awaited<ReturnType<typeof givenAccount>>;

/** The configuration of a host resource group; `parameters` are those of AWS::EC2::HostManagement, by name. */
export const hostGroupConfiguration = (parameters: Readonly<Record<string, string[]>>) => [
  {
    Type: 'AWS::EC2::HostManagement',
    Parameters: Object.entries(parameters).map(([Name, Values]) => ({ Name, Values })),
  },
  {
    Type: 'AWS::ResourceGroups::Generic',
    Parameters: [
      { Name: 'allowed-resource-types', Values: ['AWS::EC2::Host'] },
      { Name: 'deletion-protection', Values: ['UNLESS_EMPTY'] },
    ],
  },
];

/** A host resource group that allows any license, but for what is given. */
export async function givenHostGroup(parameters: Readonly<Record<string, string[]>> = {}) {
  const name = uniqueName('group');
  const given = { 'any-host-based-license-configuration': ['true'], ...parameters };
  const created = await resourceGroups.createGroup({ Name: name, Configuration: hostGroupConfiguration(given) });
  return { name, arn: created.Group!.GroupArn! };
}

/** Dedicated Hosts of a family. Resolves with their ARNs. */
export async function givenHosts(family: string, quantity: number): Promise<string[]> {
  const asked = { AvailabilityZone: `${region}a`, InstanceFamily: family, Quantity: quantity };
  const { HostIds: ids } = await ec2.allocateHosts(asked);
  const { Hosts: hosts } = await ec2.describeHosts({ HostIds: ids! });
  return hosts!.map(({ HostId: id, OwnerId: owner }) => `arn:aws:ec2:${region}:${owner}:dedicated-host/${id}`);
}
