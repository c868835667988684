import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseResourceArn, printedArn, type Resource, resourceArn } from './resource.ts';

const at = { ownerId: '111111111111', region: 'us-east-1' };

describe('each resource type has its ARN, which is read as it was printed', () => {
  const table: [resource: Resource, arn: string][] = [
    [
      { type: 'EC2_INSTANCE', id: 'i-0123456789abcdef0', ...at },
      'arn:aws:ec2:us-east-1:111111111111:instance/i-0123456789abcdef0',
    ],
    [
      { type: 'EC2_HOST', id: 'h-0123456789abcdef0', ...at },
      'arn:aws:ec2:us-east-1:111111111111:dedicated-host/h-0123456789abcdef0',
    ],
    [
      { type: 'EC2_AMI', id: 'ami-0123456789abcdef0', ...at, ownerId: '' },
      'arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0',
    ],
    [
      { type: 'SYSTEMS_MANAGER_MANAGED_INSTANCE', id: 'mi-0123456789abcdef0', ...at },
      'arn:aws:ssm:us-east-1:111111111111:managed-instance/mi-0123456789abcdef0',
    ],
    [{ type: 'RDS', id: '111111111111:us-east-1:orders-1', ...at }, 'arn:aws:rds:us-east-1:111111111111:db:orders-1'],
  ];
  for (const [resource, arn] of table)
    test(resource.type, () => {
      assert.equal(resourceArn(resource), arn);
      assert.deepEqual(parseResourceArn(arn), resource);
    });

  test('ids of the short form of old machines are read', () => {
    assert.equal(parseResourceArn('arn:aws:ec2:us-east-1:111111111111:instance/i-0123abcd')?.id, 'i-0123abcd');
  });
});

describe('what names no resource that a license can be tied to', () => {
  const instance = 'arn:aws:ec2:us-east-1:111111111111:instance/i-0123456789abcdef0';
  const table: [what: string, text: string][] = [
    ['nothing', ''],
    ['the bare id', 'i-0123456789abcdef0'],
    ['a launch template', 'arn:aws:ec2:us-east-1:111111111111:launch-template/lt-0123456789abcdef0'],
    ['a stack', 'arn:aws:cloudformation:us-east-1:111111111111:stack/s/1'],
    ['an instance of no account', instance.replace('111111111111', '')],
    ['an instance of half an account', instance.replace('111111111111', '111111')],
    ['an instance of no Region', instance.replace('us-east-1', '')],
    ['an instance of another service', instance.replace(':ec2:', ':rds:')],
    ['an image id behind instance/', instance.replace('i-', 'ami-')],
    ['an id with capitals', instance.toUpperCase()],
    ['an id that is too long', `${instance}00`],
    ['a line break behind the id', `${instance}\n`],
    ['a wildcard', instance.replace('i-0123456789abcdef0', '*')],
    ['SQL', instance.replace('i-0123456789abcdef0', "i-'; DROP TABLE instance; --")],
  ];
  for (const [what, text] of table) test(what, () => assert.equal(parseResourceArn(text), undefined));
});

test('whatever the text, parsing answers', () => {
  const tails = fc.string().map((tail) => `arn:aws:ec2:us-east-1:111111111111:${tail}`);
  fc.assert(fc.property(fc.oneof(fc.string(), tails), (text) => void parseResourceArn(text)));
});

test('every spelling of an ARN is the one that is printed, and what is no ARN stays', () => {
  const license = `arn:aws:license-manager:us-east-1:111111111111:license-configuration:lic-${'0'.repeat(32)}`;
  const spellings = {
    [license]: [
      license.replace('configuration:', 'configuration/'),
      license.replace('arn:aws:', 'arn:aws-us-gov:'),
      license.replace('arn:aws:', 'arn:aws-cn:').replace('configuration:', 'configuration/'),
    ],
    'arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0': [
      'arn:aws:ec2:us-east-1:111111111111:image/ami-0123456789abcdef0',
    ],
    'arn:aws:rds:us-east-1:111111111111:db:prod': ['arn:aws-us-gov:rds:us-east-1:111111111111:db:Prod'],
    'arn:aws:sns:us-east-1:111111111111:Topic': ['arn:aws-iso-b:sns:us-east-1:111111111111:Topic'],
    'arn:aws:ec2:us-east-1:111111111111:instance/*': [],
    'lic-1': [],
    '*': [],
  };
  for (const [arn, others] of Object.entries(spellings))
    for (const given of [arn, ...others]) assert.equal(printedArn(given), arn);
});
