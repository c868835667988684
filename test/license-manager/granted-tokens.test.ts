import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { sql } from 'kysely';
import { ACCOUNT } from '../example-facts.ts';
import { ALL_USE, GRANTEE, grantedWorld } from './granted-world.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const { granted, grantVersion } = grantedWorld(world);
const OWNER = { accountId: ACCOUNT };

test('a grantee makes tokens of the license where the grant lets it, which are its own', async () => {
  const { license } = await granted({ AllowedOperations: [...ALL_USE, 'CreateToken'] });
  const request = { LicenseArn: license.arn, ClientToken: randomUUID() };
  const made = await world.call('CreateToken', request, GRANTEE);
  assert.deepEqual(await world.call('CreateToken', request, GRANTEE), made);
  const { AccessToken } = await world.call('GetAccessToken', { Token: made.Token });
  const { aud, sub, amr } = decodeJwt(AccessToken);
  const trusted = `aws:license-manager:token-issuer-account-id:${GRANTEE.accountId}`;
  assert.deepEqual([aud, sub, amr], [license.arn, GRANTEE.accountId, [trusted]]);

  const { Tokens } = await world.call('ListTokens', {}, GRANTEE);
  assert.deepEqual(
    Tokens.map((one: { TokenId: string; LicenseArn: string }) => [one.TokenId, one.LicenseArn]),
    [[made.TokenId, license.arn]],
  );
  assert.deepEqual((await world.call('ListTokens', {}, OWNER)).Tokens, []);
  assert.match(await world.refusal('DeleteToken', { TokenId: made.TokenId }, OWNER), /There is no token/);
  await world.call('DeleteToken', { TokenId: made.TokenId }, GRANTEE);
});

test('a grant that does not, or no longer, let tokens be made makes them good for nothing', async () => {
  const without = await granted();
  const request = (LicenseArn: string) => ({ LicenseArn, ClientToken: randomUUID() });
  assert.match(
    await world.refusal('CreateToken', request(without.license.arn), GRANTEE),
    /^ValidationException 400: .*and not CreateToken/,
  );
  const { license, grantArn } = await granted({ AllowedOperations: ['CreateToken', 'CheckoutLicense'] });
  const { Token } = await world.call('CreateToken', request(license.arn), GRANTEE);
  const refused = () => world.refusal('GetAccessToken', { Token });
  await grantVersion(grantArn, { Status: 'DISABLED' });
  assert.match(await refused(), /cannot be exchanged: the grant g-\w+ is DISABLED/);
  await grantVersion(grantArn, { Status: 'ACTIVE' });
  await world.call('GetAccessToken', { Token });
  const close = (at: string) =>
    sql`UPDATE account SET closed_at = ${sql.raw(at)} WHERE account_id = ${ACCOUNT}`.execute(world.db);
  await close('now()');
  assert.match(await refused(), /who gave it is closed/);
  await close('NULL');
  await world.call('RejectGrant', { GrantArn: grantArn }, GRANTEE);
  assert.match(await refused(), /the grant g-\w+ is REJECTED/);
});
