import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ACCOUNT, licenseId, OTHER_ACCOUNT, REGION } from '../../test/example-facts.ts';
import { licenseConfigurationArn, parseArn, parseLicenseConfigurationArn } from './arn.ts';
import { decideAccess } from './authorization.ts';

const arn = licenseConfigurationArn({ accountId: ACCOUNT, region: REGION }, licenseId(1));

test('an ARN of a license configuration is read as it was printed', () => {
  assert.equal(arn, `arn:aws:license-manager:us-east-1:111111111111:license-configuration:${licenseId(1)}`);
  assert.deepEqual(parseLicenseConfigurationArn(arn), { accountId: ACCOUNT, region: REGION, id: licenseId(1) });
});

test('the form with a slash, which Terraform and policies use, is the same license', () => {
  const slashed = arn.replace('configuration:', 'configuration/');
  assert.deepEqual(parseLicenseConfigurationArn(slashed), parseLicenseConfigurationArn(arn));
});

test('account and Region are those of the text', () => {
  const other = arn.replace(ACCOUNT, OTHER_ACCOUNT).replace(REGION, 'eu-west-1');
  assert.deepEqual(parseLicenseConfigurationArn(other), {
    accountId: OTHER_ACCOUNT,
    region: 'eu-west-1',
    id: licenseId(1),
  });
});

describe('what is no ARN of a license configuration', () => {
  const table: [what: string, text: string][] = [
    ['nothing', ''],
    ['the bare id', licenseId(1)],
    ['another service', arn.replace('license-manager', 'ec2')],
    ['another kind of resource', arn.replace('license-configuration', 'license')],
    ['a short id', arn.slice(0, -1)],
    ['a long id', `${arn}0`],
    ['capitals in the id', arn.replace(licenseId(1), licenseId(0xabc).toUpperCase())],
    ['no account', arn.replace(ACCOUNT, '')],
    ['a word for an account', arn.replace(ACCOUNT, 'root')],
    ['no Region', arn.replace(REGION, '')],
    ['no partition', arn.replace('arn:aws:', 'arn::')],
    ['something before it', ` ${arn}`],
    ['a line break after it', `${arn}\n`],
    ['another line before it', `x\n${arn}`],
    ['a NUL in it', arn.replace(':lic', ':\0lic')],
    ['a path behind it', `${arn}/../${licenseId(2)}`],
    ['a list of two', `${arn},${arn}`],
    ['a very long text', `arn:aws:license-manager:${'a'.repeat(100_000)}`],
  ];
  for (const [what, text] of table) test(what, () => assert.equal(parseLicenseConfigurationArn(text), undefined));
});

test('whatever the text, parsing answers', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((tail) => `arn:aws:${tail}`),
      ),
      (text) => {
        parseArn(text);
        parseLicenseConfigurationArn(text);
      },
    ),
  );
});

test('whoever asks, an ARN of a license with a slash is left to the operation as one with a colon is', () => {
  const principal = {
    kind: 'root',
    arn: `arn:aws:iam::${OTHER_ACCOUNT}:root`,
    accountId: OTHER_ACCOUNT,
    operator: false,
  } as const;
  const action = 'license-manager:GetLicenseConfiguration';
  for (const resource of [arn, arn.replace('configuration:', 'configuration/')])
    assert.equal(decideAccess(principal, { action, resources: [resource] }).allowed, true);
});
