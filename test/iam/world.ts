import assert from 'node:assert/strict';
import { IAM } from '@aws-sdk/client-iam';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { STS } from '@aws-sdk/client-sts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { type Caller, call, jsonRequest } from '../signed-request.ts';

export interface Account {
  readonly accountId: string;
  readonly iam: IAM;
  readonly sts: STS;
  readonly licenseManager: LicenseManager;
}

export interface IamWorld {
  readonly server: InProcessServer;
  readonly own: Account;
  /** Another account of the same server. */
  readonly other: Account;
}

export const clientsOf = ({ url, ...credentials }: Caller): Omit<Account, 'accountId'> => {
  const config = { endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 };
  return { iam: new IAM(config), sts: new STS(config), licenseManager: new LicenseManager(config) };
};

export async function iamWorld(): Promise<IamWorld> {
  const server = await startInProcessServer();
  const { caller, accountId } = server;
  const { text } = await call(caller, jsonRequest('Headroom.CreateAccount', {}));
  const { AccountId, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(text);
  return {
    server,
    own: { accountId, ...clientsOf(caller) },
    other: { accountId: AccountId, ...clientsOf({ url: caller.url, accessKeyId, secretAccessKey }) },
  };
}

/** Asserts that a request is refused with this code, and with these words if any are given. */
export async function refuses(answer: Promise<unknown>, code: string, words: RegExp = /./): Promise<void> {
  await assert.rejects(answer, (error: Error & { Code?: string; $metadata?: { httpStatusCode?: number } }) => {
    const name = (error.Code ?? error.name).replace(/Exception$/, '');
    assert.equal(name, code, error.message);
    assert.match(error.message, words);
    return true;
  });
}

export const policy = (...Action: string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

export const trust = (...AWS: string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
  });
