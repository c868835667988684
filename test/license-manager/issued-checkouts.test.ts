import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { sql } from 'kysely';
import { endLapsedCheckouts } from '../../src/jobs/end-checkouts.ts';
import { forgetIssued } from '../../src/jobs/forget-issued.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import { issuedWorld, seats } from './issued-world.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const { issue, checkIn, pass, version } = issuedWorld(world);

describe('a checkout', () => {
  test('holds what it takes until it is checked in, and never twice for one client token', async () => {
    const { arn, asked, used, refused } = await issue();
    const request = asked(7, { NodeId: 'pc-17' });
    const made = await world.call('CheckoutLicense', request);
    assert.match(made.LicenseConsumptionToken, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      [made.LicenseArn, made.CheckoutType, made.NodeId, made.EntitlementsAllowed],
      [arn, 'PROVISIONAL', 'pc-17', [{ Name: 'seats', Value: '7', Unit: 'Count' }]],
    );
    assert.equal(Date.parse(made.Expiration) - Date.parse(made.IssuedAt), 3_600_000);
    const again = await world.call('CheckoutLicense', request);
    assert.equal(again.LicenseConsumptionToken, made.LicenseConsumptionToken);
    assert.deepEqual(await used(), [7]);
    assert.match(await refused(4), /^NoEntitlementsAllowedException 400: 3 of 10 Count of seats are left/);
    await checkIn(made.LicenseConsumptionToken);
    assert.deepEqual(await used(), [0]);
    assert.match(
      await world.refusal('CheckInLicense', { LicenseConsumptionToken: made.LicenseConsumptionToken }),
      /^ConflictException 409: .*already/,
    );
    assert.deepEqual(await used(), [0]);
  });

  test('of many at once as many succeed as there are, whatever ends meanwhile', async () => {
    const { checkOut, used } = await issue();
    const attempt = () => Promise.allSettled(Array.from({ length: 30 }, () => checkOut(1)));
    const first = (await attempt()).filter(({ status }) => status === 'fulfilled');
    assert.equal(first.length, 10);
    const tokens = first.map((one) => (one as PromiseFulfilledResult<{ LicenseConsumptionToken: string }>).value);
    for (const { LicenseConsumptionToken: token } of tokens.slice(0, 3)) await pass(token, 61);
    const [second] = await Promise.all([
      attempt(),
      ...tokens.slice(3, 6).map(({ LicenseConsumptionToken: token }) => checkIn(token)),
    ]);
    const taken = second.filter(({ status }) => status === 'fulfilled').length;
    assert.ok(taken >= 3 && taken <= 6, `${taken} were taken`);
    assert.deepEqual(await used(), [10 - 6 + taken]);
  });

  test('may pass the count where the license lets it', async () => {
    const { checkOut, used } = await issue({ Entitlements: [seats({ Overage: true })] });
    await Promise.all([checkOut(8), checkOut(8)]);
    assert.deepEqual(await used(), [16]);
  });

  test('that is provisional lapses by itself, unless it is extended', async () => {
    const { checkOut, used, refused } = await issue();
    const { LicenseConsumptionToken: token, Expiration: expiration } = await checkOut(10);
    await pass(token, 59);
    const extend = (DryRun?: boolean) =>
      world.call('ExtendLicenseConsumption', { LicenseConsumptionToken: token, DryRun });
    const dry = await extend(true);
    assert.ok(Date.parse(dry.Expiration) >= Date.parse(expiration));
    const { rows } = await sql<{ left: number }>`
      SELECT extract(epoch FROM expires_at - now()) AS left FROM issued_checkout WHERE consumption_token = ${token}`.execute(
      world.db,
    );
    assert.ok(rows[0]!.left < 61, 'a dry run extends nothing');
    assert.equal((await extend()).LicenseConsumptionToken, token);
    await pass(token, 59);
    assert.match(await refused(1), /^NoEntitlementsAllowedException/);
    await pass(token, 2);
    assert.deepEqual(await used(), [0]);
    assert.match(
      await world.refusal('ExtendLicenseConsumption', { LicenseConsumptionToken: token }),
      /^ResourceNotFoundException 400: .*lapsed/,
    );
    assert.match(await world.refusal('CheckInLicense', { LicenseConsumptionToken: token }), /^ConflictException 409/);
    await checkOut(10);
    assert.deepEqual(await used(), [10]);
  });

  test('that is perpetual lasts as long as the license', async () => {
    const { checkOut, used } = await issue();
    const { LicenseConsumptionToken: token, Expiration: expiration } = await checkOut(1, { CheckoutType: 'PERPETUAL' });
    assert.equal(expiration, '2100-01-01T00:00:00.000Z');
    assert.match(
      await world.refusal('ExtendLicenseConsumption', { LicenseConsumptionToken: token }),
      /^ValidationException 400: A PERPETUAL checkout/,
    );
    const forEver = await issue({ Validity: { Begin: '2026-01-01T00:00:00Z' } });
    assert.equal((await forEver.checkOut(1, { CheckoutType: 'PERPETUAL' })).Expiration, undefined);
    await pass(token, 100_000);
    assert.deepEqual(await used(), [1]);
  });

  test('is ended by a job where nobody asks', async () => {
    const { checkOut, arn } = await issue();
    for (let n = 0; n < 3; n += 1) await pass((await checkOut(2)).LicenseConsumptionToken, 61);
    await checkOut(1);
    await endLapsedCheckouts(world.db);
    const { rows } = await sql<{ consumed: object; open: number }>`
      SELECT consumed, (SELECT count(*) FROM issued_checkout c WHERE c.license_id = l.license_id AND ended_at IS NULL) AS open
      FROM issued_license l WHERE license_id = ${arn.split(':').at(-1)}`.execute(world.db);
    assert.deepEqual(rows[0], { consumed: { seats: 1 }, open: 1 });
  });
});

describe('a checkout is refused', () => {
  test('where no license is for that product, issuer and beneficiary', async () => {
    const { refused, checkOut } = await issue({ Beneficiary: 'North' });
    const NONE = /^NoEntitlementsAllowedException 400: No license for the product/;
    assert.match(await refused(1, { ProductSKU: 'none' }), NONE);
    assert.match(await refused(1, { KeyFingerprint: `aws:${ACCOUNT}:Other:issuer-fingerprint` }), NONE);
    assert.match(await refused(1, { Beneficiary: 'South' }), NONE);
    assert.match(await refused(1, { Beneficiary: undefined }), /^ValidationException 400: Beneficiary is missing/);
    await checkOut(1, { Beneficiary: 'North' });
    assert.match(
      await refused(1, { Entitlements: [{ Name: 'seats', Unit: 'None' }] }),
      /^NoEntitlementsAllowedException 400: No license .* has seats \(None\)/,
    );
    assert.match(await refused(0), /^ValidationException 400: .*whole number/);
  });

  test('of a license that is out of use, over, not good yet or deleted; what is out stays out', async () => {
    const { arn, checkOut, refused, used } = await issue();
    const { LicenseConsumptionToken: token } = await checkOut(1);
    await version(arn, { Status: 'DEACTIVATED' });
    assert.match(await refused(1), /^NoEntitlementsAllowedException/);
    assert.match(
      await world.refusal('ExtendLicenseConsumption', { LicenseConsumptionToken: token }),
      /^ValidationException 400: .*DEACTIVATED/,
    );
    assert.deepEqual(await used(), [1]);
    const gone = { LicenseArn: arn, SourceVersion: '2' };
    assert.match(await world.refusal('DeleteLicense', gone), /^ConflictException 409: Something is checked out/);
    await checkIn(token);
    await world.call('DeleteLicense', gone);
    assert.match(await world.refusal('GetLicenseUsage', { LicenseArn: arn }), /^InvalidParameterValueException/);
    for (const [Begin, End] of [
      ['2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z'],
      ['2099-01-01T00:00:00Z', undefined],
    ])
      assert.match(
        await (await issue({ Validity: { Begin: Begin!, End } })).refused(1),
        /^NoEntitlementsAllowedException/,
      );
  });

  test('as provisional where the license has no time for it', async () => {
    const { refused, checkOut } = await issue({ ConsumptionConfiguration: {} });
    assert.match(await refused(1), /^ValidationException 400: .*no ProvisionalConfiguration/);
    await checkOut(1, { CheckoutType: 'PERPETUAL' });
  });
});

test('what ended is forgotten after ninety days, and what is checked out is not', async () => {
  const { checkOut, used } = await issue();
  const [ended, open] = [await checkOut(1), await checkOut(1, { CheckoutType: 'PERPETUAL' })];
  await checkIn(ended.LicenseConsumptionToken);
  const refusal = () => world.refusal('CheckInLicense', { LicenseConsumptionToken: ended.LicenseConsumptionToken });
  const days = (n: number) => new Date(Date.now() + n * 86_400_000);
  await forgetIssued(world.db, days(89));
  assert.match(await refusal(), /^ConflictException/);
  await forgetIssued(world.db, days(91));
  assert.match(await refusal(), /^ResourceNotFoundException/);
  assert.deepEqual(await used(), [1]);
  await checkIn(open.LicenseConsumptionToken);
});

test('what the license does not let be checked in is not, nor what is of somebody else', async () => {
  const { checkOut, used } = await issue({ Entitlements: [seats({ AllowCheckIn: false })] });
  const { LicenseConsumptionToken: token } = await checkOut(1);
  const input = { LicenseConsumptionToken: token };
  assert.match(await world.refusal('CheckInLicense', input), /^ValidationException 400: .*AllowCheckIn/);
  for (const name of ['CheckInLicense', 'ExtendLicenseConsumption'] as const)
    assert.match(await world.refusal(name, input, { accountId: OTHER_ACCOUNT }), /^ResourceNotFoundException 400/);
  assert.deepEqual(await used(), [1]);
  const free = await issue();
  const { LicenseConsumptionToken: own } = await free.checkOut(1);
  assert.match(
    await world.refusal('CheckInLicense', { LicenseConsumptionToken: own, Beneficiary: 'South' }),
    /^ValidationException 400: Beneficiary is South/,
  );
  await checkIn(own, { Beneficiary: ACCOUNT });
});

describe('a license that is borrowed', () => {
  const borrowed = (AllowEarlyCheckIn = true) =>
    issue({ ConsumptionConfiguration: { BorrowConfiguration: { AllowEarlyCheckIn, MaxTimeToLiveInMinutes: 120 } } });
  const request = (LicenseArn: string, more: object = {}) => ({
    ...{ LicenseArn, DigitalSignatureMethod: 'JWT_PS384', NodeId: 'ship', ClientToken: randomUUID() },
    ...{ Entitlements: [{ Name: 'seats', Unit: 'Count', Value: '2' }] },
    ...{ CheckoutMetadata: [{ Name: 'deck', Value: '3' }], ...more },
  });

  test('is what its signed token says, which anybody can verify', async () => {
    const { arn, used } = await borrowed();
    const made = await world.call('CheckoutBorrowLicense', request(arn));
    const { kid, alg } = decodeProtectedHeader(made.SignedToken);
    assert.equal(alg, 'PS384');
    const { rows } = await sql<{ jwk: object }>`SELECT public_jwk AS jwk FROM token_key WHERE key_id = ${kid}`.execute(
      world.db,
    );
    const { payload } = await jwtVerify(made.SignedToken, await importJWK(rows[0]!.jwk, alg!));
    assert.deepEqual(payload, {
      licenseArn: arn,
      licenseConsumptionToken: made.LicenseConsumptionToken,
      issuedAt: made.IssuedAt,
      expiration: made.Expiration,
      nodeId: 'ship',
      entitlementsAllowed: [{ name: 'seats', unit: 'Count', value: '2' }],
      checkoutMetadata: [{ name: 'deck', value: '3' }],
    });
    assert.equal(Date.parse(made.Expiration) - Date.parse(made.IssuedAt), 7_200_000);
    assert.deepEqual(made.CheckoutMetadata, [{ Name: 'deck', Value: '3' }]);
    assert.deepEqual(await used(), [2]);
    await checkIn(made.LicenseConsumptionToken);
    assert.deepEqual(await used(), [0]);
  });

  test('is refused in words of its own, and checked in early only where the license lets it', async () => {
    const { arn } = await borrowed(false);
    const refused = (change: object) => world.refusal('CheckoutBorrowLicense', request(arn, change));
    const Entitlements = (Value: string, Name = 'seats') => ({ Entitlements: [{ Name, Unit: 'Count', Value }] });
    assert.match(
      await refused({ DigitalSignatureMethod: 'JWT_RS256' }),
      /^UnsupportedDigitalSignatureMethodException 400/,
    );
    assert.match(await refused(Entitlements('11')), /^EntitlementNotAllowedException 400: 10 of 10/);
    assert.match(await refused(Entitlements('1', 'doors')), /^EntitlementNotAllowedException 400/);
    const { arn: other } = await issue();
    assert.match(await refused({ LicenseArn: other }), /^NoEntitlementsAllowedException 400: No Entitlements Allowed/);
    const { LicenseConsumptionToken: token } = await world.call('CheckoutBorrowLicense', request(arn));
    assert.match(
      await world.refusal('CheckInLicense', { LicenseConsumptionToken: token }),
      /^ValidationException 400: .*AllowEarlyCheckIn/,
    );
  });
});

test('a request whose checkout has ended is not answered as if it held something', async () => {
  const { asked, checkOut } = await issue();
  const returned = asked(1);
  await checkIn((await world.call('CheckoutLicense', returned)).LicenseConsumptionToken);
  const lapsed = asked(1);
  const { LicenseConsumptionToken: token } = await world.call('CheckoutLicense', lapsed);
  await pass(token, 61);
  const ENDED = /^ResourceNotFoundException 400: .*another ClientToken/;
  for (const request of [returned, lapsed]) assert.match(await world.refusal('CheckoutLicense', request), ENDED);
  const forgotten = await checkOut(1, { ClientToken: 'forgotten' });
  await sql`DELETE FROM issued_checkout WHERE consumption_token = ${forgotten.LicenseConsumptionToken}`.execute(
    world.db,
  );
  assert.match(await world.refusal('CheckoutLicense', { ...asked(1), ClientToken: 'forgotten' }), ENDED);
});
