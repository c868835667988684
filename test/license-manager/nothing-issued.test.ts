import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld } from './world.ts';

const world = await startWorld();
const arn = 'arn:aws:license-manager::123456789012:license:l-0123456789abcdef0123456789abcdef';
const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });

for (const [name, input, answer] of [
  ['ListLicenseAssetGroups', filter('LicenseAssetRulesetArn', arn), { LicenseAssetGroups: [] }],
  ['ListLicenseAssetRulesets', { ShowAWSManagedLicenseAssetRulesets: true }, { LicenseAssetRulesets: [] }],
] as const)
  test(`${name} is an empty list without a token, and reads its filters, limit and token`, async () => {
    const refused = (members: object) => world.refusal(name, { ...input, ...members });
    assert.deepEqual(await world.call(name, { ...input, MaxResults: 100 }), answer);
    assert.match(await refused({ MaxResults: 101 }), /^InvalidParameterValueException 400: .*MaxResults/);
    assert.match(await refused({ NextToken: 'x' }), /^InvalidParameterValueException 400: .*NextToken/);
    assert.match(await refused(filter('Nope', 'x')), /^InvalidParameterValueException 400: There is no filter named/);
  });

test('a status that neither licenses nor grants have is refused', async () => {
  assert.match(await world.refusal('ListLicenses', filter('Status', 'ACTIVE')), /^InvalidParameterValueException 400/);
  const grants = await world.refusal('ListReceivedGrants', filter('GrantStatus', 'AVAILABLE'));
  assert.match(grants, /^InvalidParameterValueException 400/);
});
