import assert from 'node:assert/strict';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { STS } from '@aws-sdk/client-sts';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import type { Caller } from '../signed-request.ts';

/** The SDK's clients of one principal. */
export function clientsOf({ url, region = 'us-east-1', ...credentials }: Caller) {
  const config = { endpoint: url, region, credentials, maxAttempts: 1 };
  return {
    ec2: new EC2(config),
    iam: new IAM(config),
    licenseManager: new LicenseManager(config),
    sts: new STS(config),
  };
}

export type Clients = ReturnType<typeof clientsOf>;

export interface User extends Clients {
  readonly name: string;
  readonly caller: Caller;
}

export type Element = Readonly<Record<string, unknown>>;

/** The text of a policy of the newer version. */
export const policyOf = (...Statement: readonly Element[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

export const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: Element): Element => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

export const deny = (Action: string | string[], Resource: string | string[] = '*', Condition?: Element): Element => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});

/** A new user of the root's account with managed policies, by their ARNs, and one inline policy of the statements. */
export async function createUser(
  root: Caller,
  name: string,
  { managed = [], statements = [] }: { managed?: readonly string[]; statements?: readonly Element[] } = {},
): Promise<User> {
  const { iam } = clientsOf(root);
  await iam.createUser({ UserName: name });
  for (const PolicyArn of managed) await iam.attachUserPolicy({ UserName: name, PolicyArn });
  if (statements.length > 0) await setPolicy(root, name, ...statements);
  const { AccessKey: key } = await iam.createAccessKey({ UserName: name });
  const caller = { ...root, accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  return { name, caller, ...clientsOf(caller) };
}

/** Gives a user this inline policy and no other. */
export const setPolicy = (root: Caller, UserName: string, ...statements: readonly Element[]) =>
  clientsOf(root).iam.putUserPolicy({ UserName, PolicyName: 'own', PolicyDocument: policyOf(...statements) });

/** Asserts that a request is refused with a code, and in these words. */
export async function refuses(answer: Promise<unknown>, code: string, words: RegExp | string = /./): Promise<void> {
  await assert.rejects(answer, (error: Error & { Code?: string }) => {
    assert.equal(error.Code ?? error.name, code, error.message);
    if (typeof words === 'string') assert.equal(error.message, words);
    else assert.match(error.message, words);
    return true;
  });
}

export const IMAGE = publicImages('us-east-1').find(({ architecture }) => architecture === 'x86_64')!.id;
export const IMAGE_ARN = `arn:aws:ec2:us-east-1::image/${IMAGE}`;

/** A launch of one machine of the image. */
export const LAUNCH = { ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
