import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { forgetIssued } from '../../src/jobs/forget-issued.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import { issuedLicense } from './issued-license.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const other = { accountId: OTHER_ACCOUNT };
const create = async (change: Parameters<typeof issuedLicense>[0] = {}) =>
  (await world.call('CreateLicense', issuedLicense(change))).LicenseArn;
const get = async (LicenseArn: string, more = {}) => (await world.call('GetLicense', { LicenseArn, ...more })).License;
/** The next version, which repeats the terms but for what changes. */
const next = (LicenseArn: string, change: object = {}) => {
  const { ProductSKU: _sku, Beneficiary: _beneficiary, ...terms } = issuedLicense();
  return { ...terms, LicenseArn, Status: 'AVAILABLE', ...change };
};

test('a license is read as it was issued, with its issuer’s fingerprint', async () => {
  const request = issuedLicense({
    LicenseMetadata: [{ Name: 'order', Value: '17' }],
    Tags: [{ Key: 'team', Value: 'north' }],
  });
  const made = await world.call('CreateLicense', request);
  assert.match(made.LicenseArn, new RegExp(`^arn:aws:license-manager::${ACCOUNT}:license:l-[0-9a-f]{32}$`));
  assert.deepEqual([made.Status, made.Version], ['AVAILABLE', '1']);
  const { ClientToken: _token, Tags: tags, ...terms } = request;
  const { CreateTime: created, ...license } = await get(made.LicenseArn);
  assert.ok(Date.parse(created) > 0);
  assert.deepEqual(license, {
    ...terms,
    Issuer: { Name: 'Example', KeyFingerprint: `aws:${ACCOUNT}:Example:issuer-fingerprint` },
    LicenseArn: made.LicenseArn,
    Status: 'AVAILABLE',
    Version: '1',
  });
  assert.deepEqual(await world.call('ListTagsForResource', { ResourceArn: made.LicenseArn }), { Tags: tags });
  await world.call('TagResource', { ResourceArn: made.LicenseArn, Tags: [{ Key: 'a', Value: 'b' }] });
  await world.call('UntagResource', { ResourceArn: made.LicenseArn, TagKeys: ['team'] });
  const { Tags: left } = await world.call('ListTagsForResource', { ResourceArn: made.LicenseArn });
  assert.deepEqual(left, [{ Key: 'a', Value: 'b' }]);
});

test('a request that is repeated with its client token makes one license', async () => {
  const request = issuedLicense();
  const { LicenseArn: arn } = await world.call('CreateLicense', request);
  assert.equal((await world.call('CreateLicense', request)).LicenseArn, arn);
  assert.match(
    await world.refusal('CreateLicense', { ...request, LicenseName: 'Another' }),
    /^ValidationException 400: .*other parameters/,
  );
});

describe('terms', () => {
  test('that do not fit together are refused', async () => {
    const refused = (change: object) => world.refusal('CreateLicense', issuedLicense(change));
    const Begin = '2026-01-01T00:00:00Z';
    assert.match(await refused({ Validity: { Begin, End: Begin } }), /^ValidationException 400: Validity\.End/);
    assert.match(
      await refused({ Entitlements: [{ Name: 'x', Unit: 'None' }] }),
      /^ValidationException 400: .*needs Value/,
    );
    assert.match(await refused({ Entitlements: [] }), /^InvalidParameterValueException 400: .*1 to 100 items/);
    assert.match(
      await refused({ Entitlements: [{ Name: 'x', Unit: 'Seats', MaxCount: 1 }] }),
      /^InvalidParameterValueException 400: .*one of/,
    );
    assert.match(await refused({ HomeRegion: 'moon-1' }), /^InvalidParameterValueException 400: .*HomeRegion/);
    assert.match(await refused({ Tags: [{ Key: 'aws:x', Value: '' }] }), /^InvalidParameterValueException 400: .*aws:/);
  });

  test('are changed in the home Region alone, and read in any', async () => {
    const arn = await create();
    const west = { region: 'us-west-2' };
    assert.match(
      await world.refusal('CreateLicense', issuedLicense(), west),
      /^RedirectException 308: .*us-east-1.*us-west-2/,
    );
    assert.match(await world.refusal('CreateLicenseVersion', next(arn), west), /^RedirectException 308/);
    const gone = { LicenseArn: arn, SourceVersion: '1' };
    assert.match(await world.refusal('DeleteLicense', gone, west), /^RedirectException 308/);
    assert.equal((await world.call('GetLicense', { LicenseArn: arn }, west)).License.HomeRegion, 'us-east-1');
  });
});

test('a new version takes the place of the one that it was made of, which can be read on', async () => {
  const arn = await create();
  const change = next(arn, { LicenseName: 'CAD 2', Status: 'DEACTIVATED', SourceVersion: '1' });
  const made = await world.call('CreateLicenseVersion', change);
  assert.deepEqual([made.Version, made.Status], ['2', 'DEACTIVATED']);
  assert.deepEqual(await world.call('CreateLicenseVersion', change), made);
  const [current, first] = [await get(arn), await get(arn, { Version: '1' })];
  assert.deepEqual([current.LicenseName, current.Status, current.Version], ['CAD 2', 'DEACTIVATED', '2']);
  assert.deepEqual([first.LicenseName, first.Status, first.Version], ['CAD', 'AVAILABLE', '1']);
  const versions = await world.call('ListLicenseVersions', { LicenseArn: arn, MaxResults: 1 });
  assert.deepEqual(
    versions.Licenses.map(({ Version }: { Version: string }) => Version),
    ['1'],
  );
  const rest = await world.call('ListLicenseVersions', {
    LicenseArn: arn,
    MaxResults: 1,
    NextToken: versions.NextToken,
  });
  assert.deepEqual([rest.Licenses[0].Version, rest.NextToken], ['2', undefined]);
  const stale = next(arn, { SourceVersion: '1' });
  assert.match(await world.refusal('CreateLicenseVersion', stale), /^ConflictException 409: .*newest version.* is 2/);
  assert.match(
    await world.refusal('CreateLicenseVersion', next(arn, { Status: 'SUSPENDED' })),
    /^InvalidParameterValueException 400: .*AVAILABLE, DEACTIVATED/,
  );
  const [unknown] = [await world.refusal('GetLicense', { LicenseArn: arn, Version: '3' })];
  assert.match(unknown, /^InvalidParameterValueException 400: .*version 3/);
});

test('of versions that are made of the same one at once, one is', async () => {
  const arn = await create();
  const made = await Promise.allSettled(
    Array.from({ length: 8 }, () => world.call('CreateLicenseVersion', next(arn, { SourceVersion: '1' }))),
  );
  const refused = made.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
  assert.deepEqual(refused, Array(7).fill('ConflictException'));
  assert.equal((await get(arn)).Version, '2');
});

test('a license that ends is EXPIRED from then on', async () => {
  const arn = await create({ Validity: { Begin: '2020-01-01T00:00:00Z', End: '2021-01-01T00:00:00Z' } });
  assert.equal((await get(arn)).Status, 'EXPIRED');
});

test('a repeated request answers what became of the license meanwhile', async () => {
  const request = issuedLicense();
  const { LicenseArn: arn } = await world.call('CreateLicense', request);
  const change = next(arn);
  await world.call('CreateLicenseVersion', change);
  await world.call('CreateLicenseVersion', next(arn, { Status: 'DEACTIVATED', ClientToken: randomUUID() }));
  assert.equal((await world.call('CreateLicense', request)).Status, 'DEACTIVATED');
  await world.call('DeleteLicense', { LicenseArn: arn, SourceVersion: '3' });
  assert.equal((await world.call('CreateLicense', request)).Status, 'DELETED');
  assert.equal((await world.call('CreateLicenseVersion', change)).Status, 'DELETED');
});

test('one that is deleted is shown as such, changed no more, and forgotten in the end', async () => {
  const arn = await create();
  const gone = { LicenseArn: arn, SourceVersion: '1' };
  assert.match(await world.refusal('DeleteLicense', { ...gone, SourceVersion: '2' }), /^ConflictException 409/);
  const { Status: status, DeletionDate: at } = await world.call('DeleteLicense', gone);
  assert.deepEqual([status, (await get(arn)).Status], ['DELETED', 'DELETED']);
  assert.match(await world.refusal('DeleteLicense', gone), /^InvalidParameterValueException 400: .*no license/);
  assert.match(await world.refusal('CreateLicenseVersion', next(arn)), /^ResourceNotFoundException 400/);
  assert.match(await world.refusal('TagResource', { ResourceArn: arn, Tags: [] }), /^InvalidParameterValueException/);
  const days = (n: number) => new Date(Date.parse(at) + n * 86_400_000);
  await forgetIssued(world.db, days(182));
  await get(arn);
  await forgetIssued(world.db, days(184));
  assert.match(await world.refusal('GetLicense', { LicenseArn: arn }), /^InvalidParameterValueException/);
});

test('an account lists its own licenses by what narrows them, page by page', async () => {
  const ProductSKU = `sku-${randomUUID()}`;
  const arns = [await create({ ProductSKU }), await create({ ProductSKU, Beneficiary: 'Ana' })];
  arns.push(await create({ ProductSKU, Issuer: { Name: 'Second' } }));
  arns.push(await create({ ProductSKU, Validity: { Begin: '2020-01-01T00:00:00Z', End: '2021-01-01T00:00:00Z' } }));
  const list = async (filters: Record<string, string[]>, more = {}) => {
    const Filters = Object.entries({ ProductSKU: [ProductSKU], ...filters }).map(([Name, Values]) => ({
      Name,
      Values,
    }));
    const { Licenses } = await world.call('ListLicenses', { Filters, ...more });
    return Licenses.map(({ LicenseArn }: { LicenseArn: string }) => arns.indexOf(LicenseArn));
  };
  assert.deepEqual(await list({}), [0, 1, 2, 3]);
  assert.deepEqual(await list({ Beneficiary: ['Ana'] }), [1]);
  assert.deepEqual(await list({ Fingerprint: [`aws:${ACCOUNT}:Second:issuer-fingerprint`] }), [2]);
  assert.deepEqual(await list({ Status: ['EXPIRED'] }), [3]);
  assert.deepEqual(await list({ Status: ['AVAILABLE'], ProductSKU: [ProductSKU, 'none'] }), [0, 1, 2]);
  assert.deepEqual(await list({}, { LicenseArns: [arns[2]] }), [2]);
  const Filters = [{ Name: 'ProductSKU', Values: [ProductSKU] }];
  const first = await world.call('ListLicenses', { Filters, MaxResults: 3 });
  const rest = await world.call('ListLicenses', { Filters, MaxResults: 3, NextToken: first.NextToken });
  assert.deepEqual([first.Licenses.length, rest.Licenses.length, rest.NextToken], [3, 1, undefined]);
  assert.deepEqual(await world.call('ListLicenses', {}, other), { Licenses: [] });
});

test('a list whose filter no index answers looks at a bounded number, and says where to go on', async () => {
  await sql`
    WITH l AS (
      INSERT INTO issued_license (license_id, account_id, home_region, product_sku, beneficiary, created_at, version, status)
      SELECT 'l-' || lpad(to_hex(n), 32, '0'), ${OTHER_ACCOUNT}, 'us-east-1', 'x', 'x', now(), 1, 'AVAILABLE'
      FROM generate_series(1, 1500) AS n RETURNING license_id)
    INSERT INTO issued_license_version (license_id, version, status, issuer_name, valid_from, terms, created_at)
    SELECT license_id, 1, 'AVAILABLE', 'x', now(), '{"Issuer": {"Name": "x"}}', now() FROM l`.execute(world.db);
  const Filters = [{ Name: 'Status', Values: ['DEACTIVATED'] }];
  const first = await world.call('ListLicenses', { Filters }, other);
  assert.deepEqual(first.Licenses, []);
  assert.deepEqual(await world.call('ListLicenses', { Filters, NextToken: first.NextToken }, other), { Licenses: [] });
});

test('a license of another account is none', async () => {
  const arn = await create();
  for (const [name, input] of [
    ['GetLicense', { LicenseArn: arn }],
    ['ListLicenseVersions', { LicenseArn: arn }],
    ['DeleteLicense', { LicenseArn: arn, SourceVersion: '1' }],
    ['CreateLicenseVersion', next(arn)],
    ['CreateToken', { LicenseArn: arn, ClientToken: 'x' }],
  ] as const)
    assert.match(await world.refusal(name, input, other), /^\w+ 400: There is no license .* in this account/, name);
  const mine = arn.replace(ACCOUNT, OTHER_ACCOUNT);
  assert.match(await world.refusal('GetLicense', { LicenseArn: mine }, other), /^InvalidParameterValueException 400/);
});
