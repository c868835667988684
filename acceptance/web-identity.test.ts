import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fromWebToken } from '@aws-sdk/credential-provider-web-identity';
import { type Provider, startProvider, thumbprints } from '../test/sts/openid-provider.ts';
import { aws, runAwsWith } from './aws-cli.ts';
import { clientsOf, region, uniqueName, url } from './clients.ts';
import { refused } from './given.ts';

// Programs that have no access key, but a token of a provider: the build of a repository, a pod, who signed in by the company.

let provider: Provider;
let providerArn: string;
let roleArn: string;
const RoleName = uniqueName('Web');

before(async () => {
  provider = await startProvider();
  const made = await aws(
    ...['iam', 'create-open-id-connect-provider', '--url', provider.url, '--client-id-list', 'headroom'],
    ...['--thumbprint-list', thumbprints[1]!],
  );
  providerArn = made.OpenIDConnectProviderArn;
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: providerArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringLike: { [`${provider.url.replace('https://', '')}:sub`]: 'repo:example/*' } },
  };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role: role } = await aws(
    'iam',
    'create-role',
    '--role-name',
    RoleName,
    '--assume-role-policy-document',
    trust,
  );
  roleArn = role.Arn;
  await aws(
    ...['iam', 'attach-role-policy', '--role-name', RoleName],
    ...['--policy-arn', 'arn:aws:iam::aws:policy/HeadroomAuditor'],
  );
});

after(() => provider.server.stop());

const clients = (webIdentityToken: string) =>
  clientsOf(
    fromWebToken({ roleArn, webIdentityToken, roleSessionName: 'build', clientConfig: { endpoint: url, region } }),
  );

test('the SDK exchanges a token for credentials, which may do what the role may', async () => {
  const { sts, licenseManager } = clients(await provider.token({ sub: 'repo:example/app' }));
  assert.match((await sts.getCallerIdentity({})).Arn!, new RegExp(`assumed-role/${RoleName}/build$`));
  await licenseManager.listLicenseConfigurations({});
  const Name = uniqueName('license');
  await refused(
    licenseManager.createLicenseConfiguration({ Name, LicenseCountingType: 'vCPU' }),
    'AccessDeniedException',
    401,
  );
  const stranger = clients(await provider.token({ sub: 'repo:stranger/app' }));
  await refused(stranger.sts.getCallerIdentity({}), 'AccessDenied', 403);
});

// Debian's CLI exchanges tokens by itself at AWS alone, so it is told to.
test('the AWS CLI does so, and says when the token has expired', async () => {
  const ask = (token: string) =>
    runAwsWith(
      [
        ...['sts', 'assume-role-with-web-identity', '--role-arn', roleArn],
        ...['--role-session-name', 'cli', '--web-identity-token', token],
      ],
      {},
    );
  const { stdout, stderr } = await ask(await provider.token({ sub: 'repo:example/app' }));
  assert.match(stdout, new RegExp(`assumed-role/${RoleName}/cli`), stderr);
  assert.match((await ask(await provider.token({ exp: 1 }))).stderr, /ExpiredTokenException.*Token expired/);
});

test('the AWS CLI shows, changes and deletes a provider', async () => {
  const named = ['--open-id-connect-provider-arn', providerArn];
  await aws('iam', 'add-client-id-to-open-id-connect-provider', ...named, '--client-id', 'more');
  await aws('iam', 'remove-client-id-from-open-id-connect-provider', ...named, '--client-id', 'headroom');
  await aws('iam', 'tag-open-id-connect-provider', ...named, '--tags', 'Key=team,Value=north');
  const { CreateDate: created, ...shown } = await aws('iam', 'get-open-id-connect-provider', ...named);
  assert.ok(Date.parse(created) > 0);
  assert.deepEqual(shown, {
    Url: provider.url.replace('https://', ''),
    ClientIDList: ['more'],
    ThumbprintList: [thumbprints[1]],
    Tags: [{ Key: 'team', Value: 'north' }],
  });
  const sub = 'repo:example/app';
  await refused(clients(await provider.token({ sub })).sts.getCallerIdentity({}), 'InvalidIdentityTokenException');
  await clients(await provider.token({ sub, aud: 'more' })).sts.getCallerIdentity({});
  await aws('iam', 'delete-open-id-connect-provider', ...named);
  const { OpenIDConnectProviderList: left } = await aws('iam', 'list-open-id-connect-providers');
  assert.ok(!left.some(({ Arn }: { Arn: string }) => Arn === providerArn));
  await refused(
    clients(await provider.token({ sub, aud: 'more' })).sts.getCallerIdentity({}),
    'InvalidIdentityTokenException',
  );
});
