import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { fromWebToken } from '@aws-sdk/credential-provider-web-identity';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { issuedLicense } from '../test/license-manager/issued-license.ts';
import { runAwsWith } from './aws-cli.ts';
import { clientsOf, region, uniqueName, url } from './clients.ts';
import { givenAccount, refused } from './given.ts';
import { runDocument } from './run-document.ts';

const NAME = 'openid-license-manager.amazonaws.com';

test('who issues licenses reads in docs/issued-licenses.md what these commands print', async () => {
  const { credentials } = await givenAccount();
  await runDocument('docs/issued-licenses.md', { credentials });
});

test('a program of the SDK checks out with credentials by a token that the server issued; others can verify what it has', async () => {
  const { credentials, accountId } = await givenAccount();
  const { licenseManager, iam } = clientsOf(credentials);
  const { LicenseArn: licenseArn } = await licenseManager.createLicense(issuedLicense());
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: NAME },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringLike: { [`${NAME}:amr`]: `aws:license-manager:token-issuer-account-id:${accountId}` } },
  };
  const { Role: role } = await iam.createRole({
    RoleName: uniqueName('Consumption'),
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLicenseManagerConsumptionPolicy';
  await iam.attachRolePolicy({ RoleName: role!.RoleName, PolicyArn });
  const made = await licenseManager.createToken({
    LicenseArn: licenseArn,
    RoleArns: [role!.Arn!],
    ClientToken: randomUUID(),
  });

  const asked = ['--no-sign-request', 'license-manager', 'get-access-token', '--token', made.Token!];
  const { stdout } = await runAwsWith([...asked, '--query', 'AccessToken', '--output', 'text'], {});
  const webIdentityToken = stdout.trim();
  const { iss, roles } = decodeJwt(webIdentityToken);
  const [roleArn] = roles as string[];
  const program = clientsOf(
    fromWebToken({ roleArn: roleArn!, webIdentityToken, clientConfig: { endpoint: url, region } }),
  );
  const { License: license } = await program.licenseManager.getLicense({ LicenseArn: licenseArn });
  assert.equal(license!.LicenseArn, licenseArn);
  await refused(program.licenseManager.listLicenses({}), 'AccessDeniedException', 401);

  const discovered = (await (await fetch(`${iss}/.well-known/openid-configuration`)).json()) as { jwks_uri: string };
  const keys = createRemoteJWKSet(new URL(discovered.jwks_uri));
  await jwtVerify(webIdentityToken, keys, { issuer: iss!, audience: licenseArn! });

  const held = await program.licenseManager.checkoutLicense({
    ...{
      ProductSKU: license!.ProductSKU,
      KeyFingerprint: license!.Issuer!.KeyFingerprint,
      CheckoutType: 'PROVISIONAL',
    },
    ...{ Entitlements: [{ Name: 'seats', Unit: 'Count', Value: '10' }], Beneficiary: accountId },
    ...{ NodeId: 'pc-17', ClientToken: randomUUID() },
  });
  const { payload } = await jwtVerify(held.SignedToken!, keys, { algorithms: ['PS384'] });
  assert.deepEqual([payload['nodeId'], payload['expiration']], ['pc-17', held.Expiration]);
  const LicenseConsumptionToken = held.LicenseConsumptionToken!;
  await program.licenseManager.extendLicenseConsumption({ LicenseConsumptionToken });
  const consumed = async () => {
    const { LicenseUsage: usage } = await licenseManager.getLicenseUsage({ LicenseArn: licenseArn });
    return usage!.EntitlementUsages![0]!.ConsumedValue;
  };
  assert.equal(await consumed(), '10');
  await program.licenseManager.checkInLicense({ LicenseConsumptionToken });
  assert.equal(await consumed(), '0');
});
