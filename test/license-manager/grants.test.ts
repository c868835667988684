import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { forgetIssued } from '../../src/jobs/forget-issued.ts';
import { ACCOUNT } from '../example-facts.ts';
import { GRANTEE, grantedWorld, rootOf } from './granted-world.ts';
import { issuedLicense } from './issued-license.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const { issue, request, grant, granted, grantVersion, use, statusOf, checkIn } = grantedWorld(world);
const OWNER = { accountId: ACCOUNT };

describe('a grant', () => {
  test('is accepted, activated and used; both sides read the same of it', async () => {
    const license = await issue();
    const made = await world.call('CreateGrant', request(license.arn));
    assert.match(made.GrantArn, /^arn:aws:license-manager::111111111111:grant:g-[0-9a-f]{32}$/);
    assert.deepEqual([made.Status, made.Version], ['PENDING_ACCEPT', '1']);
    const { GrantArn } = made;
    const { Grant } = await world.call('GetGrant', { GrantArn }, GRANTEE);
    assert.deepEqual(Grant, {
      GrantArn,
      GrantName: 'north',
      ParentArn: license.arn,
      LicenseArn: license.arn,
      GranteePrincipalArn: rootOf(GRANTEE),
      HomeRegion: 'us-east-1',
      GrantStatus: 'PENDING_ACCEPT',
      Version: '1',
      GrantedOperations: request('').AllowedOperations,
    });
    const asked = license.asked(1, { Beneficiary: GRANTEE.accountId });
    assert.match(await world.refusal('CheckoutLicense', asked, GRANTEE), /PENDING_ACCEPT.*AcceptGrant/);
    assert.deepEqual(await world.call('AcceptGrant', { GrantArn }, GRANTEE), { ...made, Status: 'DISABLED' });
    assert.match(await world.refusal('CheckoutLicense', asked, GRANTEE), /DISABLED.*Status ACTIVE/);
    const active = await grantVersion(GrantArn, { Status: 'ACTIVE', SourceVersion: '1' });
    assert.deepEqual(active, { GrantArn, Status: 'ACTIVE', Version: '2' });
    assert.deepEqual(
      (await world.call('GetGrant', { GrantArn })).Grant,
      (await world.call('GetGrant', { GrantArn }, GRANTEE)).Grant,
    );
    assert.equal((await world.call('GetGrant', { GrantArn, Version: '1' })).Grant.GrantStatus, 'DISABLED');

    const out = await world.call('CheckoutLicense', asked, GRANTEE);
    assert.equal(out.LicenseArn, license.arn);
    assert.deepEqual(await license.used(), [1]);
    const { License } = await world.call('GetLicense', { LicenseArn: license.arn }, GRANTEE);
    assert.equal(License.LicenseArn, license.arn);
  });

  test('is made once for a client token', async () => {
    const { arn } = await issue();
    const asked = request(arn);
    const [one, two] = [await world.call('CreateGrant', asked), await world.call('CreateGrant', asked)];
    assert.equal(one.GrantArn, two.GrantArn);
    assert.match(await world.refusal('CreateGrant', { ...asked, GrantName: 'south' }), /^ValidationException/);
  });

  test('is refused outside the home Region, to nobody, to oneself, and of a license that is none or out of use', async () => {
    const { arn } = await issue();
    const refused = (change: object, who?: object) => world.refusal('CreateGrant', request(arn, change), who);
    const home = /^ValidationException 400: Grant can only be created in resource home AWS region: us-east-1/;
    assert.match(await refused({ HomeRegion: 'eu-west-1' }), home);
    assert.match(await refused({}, { region: 'eu-west-1' }), home);
    for (const principal of ['arn:aws:iam::222222222222:role/x', '222222222222', 'nobody'])
      assert.match(await refused({ Principals: [principal] }), /^ValidationException.*expected the ARN of an account/);
    assert.match(await refused({ Principals: [rootOf(OWNER)] }), /has the license already/);
    assert.match(await refused({ Principals: [rootOf({ accountId: '999999999999' })] }), /no account 999999999999/);
    assert.match(
      await refused({ AllowedOperations: ['Fly'] }),
      /^InvalidParameterValueException.*expected one of CreateGrant/,
    );
    const organization = 'arn:aws:organizations::111111111111:organization/o-abcdefghij';
    assert.match(await refused({ Principals: [organization] }), /management account/);
    assert.match(await refused({}, GRANTEE), /^InvalidParameterValueException 400: There is no license/);
    const over = await issue({ Validity: { Begin: '2020-01-01T00:00:00Z', End: '2020-02-01T00:00:00Z' } });
    assert.match(await world.refusal('CreateGrant', request(over.arn)), /The license is EXPIRED/);
  });

  test('is another’s to accept, to change or to take back for nobody but those that it is of', async () => {
    const { grantArn: GrantArn } = await granted();
    const not = /^ValidationException 400: Caller arn:aws:iam::\d{12}:root is not allowed to \w+ this grant\./;
    assert.match(await world.refusal('AcceptGrant', { GrantArn }), not);
    assert.match(await world.refusal('RejectGrant', { GrantArn }), not);
    assert.match(await world.refusal('DeleteGrant', { GrantArn, Version: '2' }, GRANTEE), not);
    const renamed = { GrantArn, GrantName: 'mine', ClientToken: randomUUID() };
    assert.match(await world.refusal('CreateGrantVersion', renamed, GRANTEE), not);
    const STRANGER = { accountId: '333333333333' };
    for (const operation of ['GetGrant', 'AcceptGrant', 'RejectGrant'] as const)
      assert.match(
        await world.refusal(operation, { GrantArn }, STRANGER),
        /^InvalidParameterValueException 400: There is no grant/,
      );
    const wrong = GrantArn.replace(ACCOUNT, GRANTEE.accountId);
    assert.match(await world.refusal('GetGrant', { GrantArn: wrong }), /There is no grant/);
  });

  test('goes with its versions: the granter changes what it allows, an old SourceVersion is refused', async () => {
    const { grantArn: GrantArn, checkOut, refused } = await granted();
    const change = (more: object) => ({ GrantArn, ClientToken: randomUUID(), ...more });
    assert.match(
      await world.refusal('CreateGrantVersion', change({ GrantName: 'x', SourceVersion: '1' })),
      /SourceVersion is 1, and the newest version of the grant is 2/,
    );
    assert.match(await world.refusal('CreateGrantVersion', change({})), /Nothing changes/);
    assert.match(await world.refusal('CreateGrantVersion', change({ Status: 'DELETED' })), /ACTIVE/);
    const { LicenseConsumptionToken } = await checkOut(1);
    await world.call('CreateGrantVersion', change({ AllowedOperations: ['CheckInLicense'], GrantName: 'less' }));
    assert.match(
      await refused(1),
      /^NoEntitlementsAllowedException 400: .*allows CheckInLicense, and not CheckoutLicense/,
    );
    assert.match(
      await world.refusal('ExtendLicenseConsumption', { LicenseConsumptionToken }, GRANTEE),
      /not ExtendConsumptionLicense/,
    );
    await world.call('CheckInLicense', { LicenseConsumptionToken }, GRANTEE);
    const { Grant } = await world.call('GetGrant', { GrantArn, Version: '2' });
    assert.deepEqual([Grant.GrantName, Grant.GrantedOperations.length, Grant.Version], ['north', 4, '2']);
  });

  test('lets borrow, extend and check in what it allows, and nobody else checks that in', async () => {
    const borrow = { BorrowConfiguration: { AllowEarlyCheckIn: true, MaxTimeToLiveInMinutes: 60 } };
    const provisional = { ProvisionalConfiguration: { MaxTimeToLiveInMinutes: 60 } };
    const { license, checkOut } = await granted({}, { ConsumptionConfiguration: { ...borrow, ...provisional } });
    const asked = {
      ...{ LicenseArn: license.arn, DigitalSignatureMethod: 'JWT_PS384', ClientToken: randomUUID() },
      Entitlements: [{ Name: 'seats', Unit: 'Count', Value: '2' }],
    };
    const { LicenseConsumptionToken: borrowed } = await world.call('CheckoutBorrowLicense', asked, GRANTEE);
    const { LicenseConsumptionToken: held } = await checkOut(3);
    await world.call('ExtendLicenseConsumption', { LicenseConsumptionToken: held }, GRANTEE);
    assert.deepEqual(await license.used(), [5]);
    for (const LicenseConsumptionToken of [held, borrowed]) {
      assert.match(await world.refusal('CheckInLicense', { LicenseConsumptionToken }), /^ResourceNotFoundException/);
      await world.call('CheckInLicense', { LicenseConsumptionToken }, GRANTEE);
    }
    assert.deepEqual(await license.used(), [0]);
  });
});

describe('what is checked out by grants', () => {
  test('is of the owner’s pool: of many at once in both accounts as many succeed as there are', async () => {
    const { license, checkOut } = await granted();
    const tries = Array.from({ length: 15 }, () => [checkOut(1), license.checkOut(1)]).flat();
    const done = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled');
    assert.equal(done.length, 10);
    assert.deepEqual(await license.used(), [10]);
  });

  test('is checked in when the grant is rejected or deleted, but for what was borrowed', async () => {
    const terms = {
      ConsumptionConfiguration: {
        BorrowConfiguration: { AllowEarlyCheckIn: true, MaxTimeToLiveInMinutes: 60 },
        ProvisionalConfiguration: { MaxTimeToLiveInMinutes: 60 },
      },
    };
    const ends = [
      (GrantArn: string) => world.call('RejectGrant', { GrantArn }, GRANTEE),
      (GrantArn: string) => world.call('DeleteGrant', { GrantArn, Version: '2', StatusReason: 'over' }),
    ];
    for (const end of ends) {
      const { license, grantArn, checkOut, refused } = await granted({}, terms);
      await license.checkOut(1);
      await checkOut(2);
      await checkOut(3, { CheckoutType: 'PERPETUAL' });
      const asked = {
        ...{ LicenseArn: license.arn, DigitalSignatureMethod: 'JWT_PS384', ClientToken: randomUUID() },
        Entitlements: [{ Name: 'seats', Unit: 'Count', Value: '4' }],
      };
      const { LicenseConsumptionToken } = await world.call('CheckoutBorrowLicense', asked, GRANTEE);
      assert.deepEqual(await license.used(), [10]);
      const { Status: status } = await end(grantArn);
      assert.deepEqual(await license.used(), [5]);
      assert.match(await refused(1), new RegExp(`^NoEntitlementsAllowedException 400: .*is ${status}, for good`));
      assert.match(
        await world.refusal('CheckoutBorrowLicense', { ...asked, ClientToken: randomUUID() }, GRANTEE),
        new RegExp(`^ValidationException 400: .*is ${status}`),
      );
      await world.call('CheckInLicense', { LicenseConsumptionToken }, GRANTEE);
      assert.deepEqual(await license.used(), [1]);
    }
  });

  test('stays when the grant is disabled, and no more can be', async () => {
    const { license, grantArn, checkOut, refused } = await granted();
    const { LicenseConsumptionToken } = await checkOut(2);
    await grantVersion(grantArn, { Status: 'DISABLED' }, OWNER);
    assert.match(await refused(1), /DISABLED/);
    assert.deepEqual(await license.used(), [2]);
    assert.match(await world.refusal('ExtendLicenseConsumption', { LicenseConsumptionToken }, GRANTEE), /DISABLED/);
    await world.call('CheckInLicense', { LicenseConsumptionToken }, GRANTEE);
    await grantVersion(grantArn, { Status: 'ACTIVE' });
    await checkOut(1);
  });

  test('ends with the license, and the refusal says so', async () => {
    const { license, checkOut, refused } = await granted();
    await checkOut(4);
    const { version } = grantedWorld(world);
    await version(license.arn, { Validity: { Begin: '2020-01-01T00:00:00Z', End: '2020-02-01T00:00:00Z' } });
    assert.deepEqual(await license.used(), [0]);
    assert.match(await refused(1), /^NoEntitlementsAllowedException 400: .*license:l-\w+ is EXPIRED/);
  });

  test('keeps the license from being deleted; with the license its grants go', async () => {
    const { license, grantArn, checkOut, refused } = await granted();
    const { LicenseConsumptionToken } = await checkOut(1);
    const deletion = { LicenseArn: license.arn, SourceVersion: '1' };
    assert.match(await world.refusal('DeleteLicense', deletion), /^ConflictException/);
    await world.call('CheckInLicense', { LicenseConsumptionToken }, GRANTEE);
    await world.call('DeleteLicense', deletion);
    assert.equal(await statusOf(grantArn, GRANTEE), 'DELETED');
    assert.match(await refused(1), /arn:aws:license-manager::111111111111:license:l-\w+ is DELETED/);
    await sql`UPDATE issued_grant SET deleted_at = deleted_at - interval '1 year'`.execute(world.db);
    await forgetIssued(world.db, new Date());
    assert.match(await world.refusal('GetGrant', { GrantArn: grantArn }), /There is no grant/);
  });
});

describe('activation', () => {
  test('replaces other grants of the product where ALL_GRANTS_PERMITTED_BY_ISSUER asks for it', async () => {
    const ProductSKU = randomUUID();
    const license = async () => (await world.call('CreateLicense', issuedLicense({ ProductSKU }))).LicenseArn;
    const arns = [await license(), await license(), await license()];
    const [one, two, three] = await Promise.all(arns.map((arn) => grant(arn)));
    await use(one!);
    await use(two!);
    assert.deepEqual([await statusOf(one!), await statusOf(two!)], ['ACTIVE', 'ACTIVE']);
    await world.call('AcceptGrant', { GrantArn: three }, GRANTEE);
    const Options = { ActivationOverrideBehavior: 'ALL_GRANTS_PERMITTED_BY_ISSUER' };
    const early = { GrantArn: three, ClientToken: randomUUID(), Status: 'DISABLED', Options };
    assert.match(await world.refusal('CreateGrantVersion', early, GRANTEE), /needs the Status ACTIVE/);
    await grantVersion(three!, { Status: 'ACTIVE', Options });
    assert.deepEqual(
      [await statusOf(one!), await statusOf(two!), await statusOf(three!)],
      ['DISABLED', 'DISABLED', 'ACTIVE'],
    );
    const { Grant } = await world.call('GetGrant', { GrantArn: one });
    assert.match(Grant.StatusReason, /^Replaced by the grant g-/);
  });
});

describe('lists', () => {
  test('name what was granted and received, narrowed by filters, page by page', async () => {
    const license = await issue();
    const arns = [await grant(license.arn), await grant(license.arn, { GrantName: 'south' })];
    await use(arns[0]!);
    const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });
    const named = async (name: 'ListDistributedGrants' | 'ListReceivedGrants', input: object, who?: object) =>
      (await world.call(name, input, who)).Grants.map((one: { GrantArn: string }) => one.GrantArn);
    const ofLicense = filter('LicenseArn', license.arn);
    assert.deepEqual(await named('ListDistributedGrants', ofLicense), arns);
    assert.deepEqual(await named('ListDistributedGrants', ofLicense, GRANTEE), []);
    assert.deepEqual(await named('ListReceivedGrants', ofLicense, GRANTEE), arns);
    assert.deepEqual(await named('ListReceivedGrants', { GrantArns: [arns[1]] }, GRANTEE), [arns[1]]);
    assert.deepEqual(await named('ListReceivedGrants', { GrantArns: ['arn:aws:x:::y'] }, GRANTEE), []);
    const { ProductSKU } = license.asked(1) as unknown as { ProductSKU: string };
    for (const [Name, value, one, none] of [
      ['ProductSKU', ProductSKU, 2, 'other'],
      ['LicenseIssuerName', 'Example', 2, 'Nobody'],
      ['GrantStatus', 'ACTIVE', 1, 'REJECTED'],
      ['GranterAccountId', ACCOUNT, 2, '333333333333'],
    ] as const) {
      const both = (text: string) => ({ Filters: [...ofLicense.Filters, ...filter(Name, text).Filters] });
      assert.equal((await named('ListReceivedGrants', both(value), GRANTEE)).length, one, Name);
      assert.equal((await named('ListReceivedGrants', both(none), GRANTEE)).length, 0, Name);
    }
    const byPrincipal = { Filters: [...ofLicense.Filters, ...filter('GranteePrincipalARN', rootOf(GRANTEE)).Filters] };
    assert.deepEqual(await named('ListDistributedGrants', byPrincipal), arns);
    const page = { ...ofLicense, MaxResults: 1 };
    const first = await world.call('ListReceivedGrants', page, GRANTEE);
    const second = await world.call('ListReceivedGrants', { ...page, NextToken: first.NextToken }, GRANTEE);
    assert.deepEqual(
      [first, second].map(({ Grants }) => Grants[0].GrantArn),
      arns,
    );
    assert.equal(second.NextToken, undefined);
  });

  test('show a license that was received once, with what its grant lets do', async () => {
    const license = await issue();
    await grant(license.arn);
    await use(await grant(license.arn, { AllowedOperations: ['CheckoutLicense'] }));
    const { Licenses } = await world.call('ListReceivedLicenses', { LicenseArns: [license.arn] }, GRANTEE);
    assert.equal(Licenses.length, 1);
    const [{ CreateTime, ReceivedMetadata, ...shown }] = Licenses;
    assert.deepEqual(ReceivedMetadata, { ReceivedStatus: 'ACTIVE', AllowedOperations: ['CheckoutLicense'] });
    assert.match(CreateTime, /^\d{10}$/);
    const { CreateTime: _time, ...own } = (await world.call('GetLicense', { LicenseArn: license.arn })).License;
    assert.deepEqual(shown, own);
    const listed = async (Name: string, value: string) =>
      (
        await world.call(
          'ListReceivedLicenses',
          { LicenseArns: [license.arn], Filters: [{ Name, Values: [value] }] },
          GRANTEE,
        )
      ).Licenses.length;
    for (const [name, value, other] of [
      ['ProductSKU', shown.ProductSKU, 'other'],
      ['Status', 'AVAILABLE', 'EXPIRED'],
      ['Fingerprint', shown.Issuer.KeyFingerprint, 'other'],
      ['IssuerName', 'Example', 'Nobody'],
      ['Beneficiary', shown.Beneficiary, 'Nobody'],
    ])
      assert.deepEqual([await listed(name, value), await listed(name, other)], [1, 0], name);
    assert.deepEqual((await world.call('ListReceivedLicenses', {})).Licenses, []);
  });
});

test('both sides’ trails tell of it, the other’s without who there it was', async () => {
  const { grantArn, checkOut } = await granted();
  const { LicenseConsumptionToken: token } = await checkOut(1);
  await checkIn(token, {}).catch(() => {});
  const events = async (accountId: string) => {
    const { rows } = await sql<{ action: string; by: string }>`
      SELECT split_part(action, ':', 2) AS action, record::jsonb -> 'userIdentity' ->> 'accountId' AS by FROM audit_event
      WHERE account_id = ${accountId} AND occurred_at > now() - interval '1 minute'
        AND (${grantArn} = ANY(resources) OR action LIKE '%:CheckoutLicense')
      ORDER BY occurred_at DESC LIMIT 4`.execute(world.db);
    return rows.map(({ action }) => action).sort();
  };
  const all = ['AcceptGrant', 'CheckoutLicense', 'CreateGrant', 'CreateGrantVersion'];
  assert.deepEqual([await events(ACCOUNT), await events(GRANTEE.accountId)], [all, all]);
});
