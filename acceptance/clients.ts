import { randomBytes } from 'node:crypto';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { Organizations } from '@aws-sdk/client-organizations';
import { RAM } from '@aws-sdk/client-ram';
import { ResourceGroups } from '@aws-sdk/client-resource-groups';
import { SNS } from '@aws-sdk/client-sns';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The server under test, which `acceptance/run.ts` names. */
export const url = variable('HEADROOM_URL');
export const region = 'us-east-1';

/** The account that operates the server. */
export const operator: Credentials = {
  accessKeyId: variable('AWS_ACCESS_KEY_ID'),
  secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
};

/** The SDK's clients as their users have them, but for the endpoint. */
export function clientsOf(
  credentials: Credentials | (() => Promise<Credentials>),
  options: { region?: string; endpoint?: string } = {},
) {
  const config = { endpoint: url, region, credentials, ...options };
  return {
    ec2: new EC2(config),
    iam: new IAM(config),
    licenseManager: new LicenseManager(config),
    organizations: new Organizations(config),
    ram: new RAM(config),
    resourceGroups: new ResourceGroups(config),
    sns: new SNS(config),
    ssm: new SSM(config),
    sts: new STS(config),
  };
}

export const { ec2, licenseManager, resourceGroups, sns, ssm, sts } = clientsOf(operator);

/** A name that no other test and no earlier run has. */
export const uniqueName = (what: string): string => `${what}-${randomBytes(6).toString('hex')}`;

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run the acceptance tests by: npm run acceptance`);
  return value;
}
