import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommonFault, type CommonFaultKind } from '../fault.ts';
import { decodeInput } from './codec.ts';
import type { Service } from './service.ts';
import { serviceNamed } from './services.ts';

const ec2 = serviceNamed('ec2');
const sts = serviceNamed('sts');

const decode = (service: Service, operation: string, form: string, query = '') =>
  decodeInput(service, service.operations.get(operation)!, {
    method: query ? 'GET' : 'POST',
    path: '/',
    rawQuery: query,
    headers: {},
    body: Buffer.from(form),
  });

const refuses = (service: Service, operation: string, form: string, kind: CommonFaultKind, message: RegExp) =>
  assert.throws(
    () => decode(service, operation, form),
    (error) => error instanceof CommonFault && error.kind === kind && message.test(error.message),
  );

const REQUIRED = 'Action=RunInstances&Version=2016-11-15&MinCount=1&MaxCount=1';

test('a RunInstances form as the AWS CLI sends it becomes the input of the SDK', () => {
  const form = `${REQUIRED}&ImageId=ami-1&InstanceType=t3.micro&LicenseSpecification.1.LicenseConfigurationArn=arn%3Aaws%3Alc&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=a+b%2Bc&Placement.Tenancy=host&DryRun=true&ClientToken=t`;
  assert.deepEqual(decode(ec2, 'RunInstances', form), {
    MinCount: 1,
    MaxCount: 1,
    ImageId: 'ami-1',
    InstanceType: 't3.micro',
    LicenseSpecifications: [{ LicenseConfigurationArn: 'arn:aws:lc' }],
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'a b+c' }] }],
    Placement: { Tenancy: 'host' },
    DryRun: true,
    ClientToken: 't',
  });
});

test('parameters in a query string are the same as in a form, and the signature is no member', () => {
  const query =
    'Action=DescribeInstances&InstanceId.1=i-1&X-Amz-Date=20260101T000000Z&X-Amz-Signature=00&AWSAccessKeyId=A';
  assert.deepEqual(decode(ec2, 'DescribeInstances', '', query), { InstanceIds: ['i-1'] });
});

test('list items come in the order of their numbers, whatever their order in the form and the gaps between them', () => {
  const form = 'InstanceId.10=c&InstanceId.2=b&InstanceId.1=a';
  assert.deepEqual(decode(ec2, 'DescribeInstances', form), { InstanceIds: ['a', 'b', 'c'] });
});

test('lists that are counted from 0, as fog and Libcloud do, come in the order of their numbers', () => {
  const form = 'InstanceId.1=b&InstanceId.0=a';
  assert.deepEqual(decode(ec2, 'DescribeInstances', form), { InstanceIds: ['a', 'b'] });
});

test('an empty parameter is as if left out, but for what a tag, a filter or an attribute is set to', () => {
  const form = 'GroupName=web&GroupDescription=d&VpcId=&DryRun=&TagSpecification.1.Tag.1.Value=';
  assert.deepEqual(decode(ec2, 'CreateSecurityGroup', form), {
    GroupName: 'web',
    Description: 'd',
    TagSpecifications: [{ Tags: [{ Value: '' }] }],
  });
  const nested = 'SpotFleetRequestConfig.LaunchSpecifications.1.Placement.Tenancy=';
  assert.deepEqual(
    decode(
      ec2,
      'RequestSpotFleet',
      `${nested}&SpotFleetRequestConfig.TargetCapacity=1&SpotFleetRequestConfig.IamFleetRole=r`,
    ).SpotFleetRequestConfig,
    { LaunchSpecifications: [{ Placement: {} }], TargetCapacity: 1, IamFleetRole: 'r' },
  );
  refuses(ec2, 'CreateSecurityGroup', 'GroupName=&GroupDescription=d', 'MissingMember', /GroupName/);
  assert.deepEqual(decode(ec2, 'ModifyImageAttribute', 'ImageId=ami-1&Description.Value='), {
    ImageId: 'ami-1',
    Description: { Value: '' },
  });
});

test('a request that needs instances and names none is refused in words of its own', () => {
  for (const operation of ['TerminateInstances', 'StopInstances', 'RebootInstances', 'MonitorInstances'])
    assert.throws(() => decode(ec2, operation, ''), {
      code: 'InvalidParameterCombination',
      message: 'No instances specified',
    });
});

test('a value where a list belongs is its one item, as Libcloud sends it', () => {
  assert.deepEqual(decode(ec2, 'DescribeKeyPairs', 'KeyName=k'), { KeyNames: ['k'] });
});

test('awsQuery lists stand under member', () => {
  const form = 'RoleArn=r&RoleSessionName=s&PolicyArns.member.1.arn=p&Tags.member.1.Key=k&Tags.member.1.Value=v';
  assert.deepEqual(decode(sts, 'AssumeRole', form), {
    RoleArn: 'r',
    RoleSessionName: 's',
    PolicyArns: [{ arn: 'p' }],
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  refuses(
    sts,
    'AssumeRole',
    'RoleArn=r&RoleSessionName=s&PolicyArns.1.arn=p',
    'UnknownMember',
    /PolicyArns\.member\.1/,
  );
});

test('awsQuery refuses list items beside member, and takes an empty value for an empty list', () => {
  const required = 'RoleArn=r&RoleSessionName=s';
  refuses(sts, 'AssumeRole', `${required}&PolicyArns.member.1.arn=p&PolicyArns.1=x`, 'UnknownMember', /PolicyArns/);
  assert.deepEqual(decode(sts, 'AssumeRole', `${required}&PolicyArns=`)['PolicyArns'], []);
});

test('awsQuery overlooks parameters that it does not know', () => {
  const known = 'RoleArn=r&RoleSessionName=s&Tags.member.1.Key=k&Tags.member.1.Value=v';
  const unknown = 'Nope=1&Neither.member.1=x&Tags.member.1.Nope=x&__proto__=x';
  assert.deepEqual(decode(sts, 'AssumeRole', `${known}&${unknown}`), decode(sts, 'AssumeRole', known));
});

test('booleans are true, false, 1 and 0 in any case; numbers are plain decimals', () => {
  for (const [text, value] of Object.entries({ true: true, TRUE: true, 1: true, False: false, 0: false }))
    assert.equal(decode(ec2, 'RunInstances', `${REQUIRED}&DryRun=${text}`)['DryRun'], value);
  for (const [text, value] of Object.entries({ '007': 7, '-3': -3, '1.5': 1.5, '-0': 0 }))
    assert.equal(decode(ec2, 'DescribeInstances', `MaxResults=${text}`)['MaxResults'], value);
});

const refusals: readonly [what: string, operation: string, form: string, CommonFaultKind, RegExp][] = [
  [
    'a number with letters',
    'DescribeInstances',
    'MaxResults=5x',
    'WrongType',
    /MaxResults is the string "5x".*a number/,
  ],
  ['a number in exponents', 'DescribeInstances', 'MaxResults=1e3', 'WrongType', /MaxResults/],
  ['NaN', 'DescribeInstances', 'MaxResults=NaN', 'WrongType', /MaxResults/],
  [
    'an integer that a double rounds',
    'DescribeInstances',
    'MaxResults=9007199254740993',
    'InvalidMember',
    /MaxResults/,
  ],
  ['a boolean that is neither', 'DescribeInstances', 'DryRun=yes', 'WrongType', /true or false/],
  ['a NUL', 'RunInstances', `${REQUIRED}&ImageId=a%00`, 'InvalidMember', /ImageId/],
  ['an unknown parameter', 'DescribeInstances', 'Nope=1', 'UnknownMember', /^The parameter Nope is not recognized/],
  [
    'an unknown member of a structure',
    'RunInstances',
    `${REQUIRED}&Placement.Nope=1`,
    'UnknownMember',
    /Placement\.Nope/,
  ],
  ['a name of Object.prototype', 'RunInstances', `${REQUIRED}&Placement.__proto__=1`, 'UnknownMember', /__proto__/],
  ['an empty part of a name', 'RunInstances', `${REQUIRED}&Placement..Tenancy=1`, 'UnknownMember', /Placement\./],
  ['a missing member', 'RunInstances', 'MinCount=1', 'MissingMember', /must contain the parameter MaxCount\.$/],
  [
    'a missing member of a list item',
    'AssociateIamInstanceProfile',
    'InstanceId=i',
    'MissingMember',
    /the parameter IamInstanceProfile\.$/,
  ],
  [
    'a value where a structure belongs',
    'RunInstances',
    `${REQUIRED}&Placement=host`,
    'WrongType',
    /Placement.*a structure/,
  ],
  ['a structure where a value belongs', 'RunInstances', `${REQUIRED}&ImageId.1=a`, 'WrongType', /ImageId/],
  ['a value where a list of structures belongs', 'DescribeInstances', 'Filter=x', 'WrongType', /Filter.*a structure/],
  ['index -1', 'DescribeInstances', 'InstanceId.-1=i', 'InvalidMember', /InstanceId\.-1/],
  ['index 01', 'DescribeInstances', 'InstanceId.01=i', 'InvalidMember', /InstanceId\.01/],
  ['a huge index', 'DescribeInstances', 'InstanceId.99999999999=i', 'InvalidMember', /InstanceId\.99999999999/],
  ['a name for an index', 'DescribeInstances', 'InstanceId.constructor=i', 'InvalidMember', /constructor/],
  [
    'a parameter given twice',
    'DescribeInstances',
    'MaxResults=5&MaxResults=5',
    'MalformedRequest',
    /MaxResults.*twice/,
  ],
  ['a value and members', 'RunInstances', `${REQUIRED}&Placement=a&Placement.Tenancy=b`, 'MalformedRequest', /both/],
  ['members and a value', 'RunInstances', `${REQUIRED}&Placement.Tenancy=b&Placement=a`, 'MalformedRequest', /both/],
  ['broken percent-encoding', 'RunInstances', `${REQUIRED}&ImageId=%E0%A4`, 'MalformedRequest', /percent-encoding/],
  ['deep nesting', 'RunInstances', `${REQUIRED}&${'A.'.repeat(40)}A=1`, 'MalformedRequest', /32 levels/],
  [
    'too long a list',
    'DescribeInstances',
    Array.from({ length: 1001 }, (_, i) => `InstanceId.${i + 1}=i`).join('&'),
    'InvalidMember',
    /1001 items: expected at most 1000/,
  ],
  [
    'too many parameters',
    'DescribeInstances',
    Array.from({ length: 10_001 }, (_, i) => `A${i}=1`).join('&'),
    'RequestTooLarge',
    /10000/,
  ],
  [
    'a day that no calendar has',
    'DescribeSpotPriceHistory',
    'StartTime=2026-02-30T00:00:00Z',
    'WrongType',
    /StartTime/,
  ],
  ['an instant without offset', 'DescribeSpotPriceHistory', 'StartTime=2026-02-03T00:00:00', 'WrongType', /ISO 8601/],
];

for (const [what, operation, form, kind, message] of refusals)
  test(`${what} is refused as ${kind}`, () => refuses(ec2, operation, form, kind, message));

test('a form that is not UTF-8 is refused', () => {
  const operation = ec2.operations.get('DescribeInstances')!;
  const request = { method: 'POST', path: '/', rawQuery: '', headers: {}, body: Buffer.from([0x41, 0x3d, 0xff]) };
  assert.throws(() => decodeInput(ec2, operation, request), { kind: 'MalformedRequest' });
});

test('an instant keeps its offset and its fraction', () => {
  const form = 'StartTime=2026-02-03T04:05:06.789%2B01:00';
  const { StartTime } = decode(ec2, 'DescribeSpotPriceHistory', form);
  assert.deepEqual(StartTime, new Date('2026-02-03T03:05:06.789Z'));
  for (const fraction of ['789', '789000']) // as the JavaScript SDK and as botocore write it
    assert.deepEqual(
      decode(ec2, 'DescribeSpotPriceHistory', `StartTime=2026-02-03T03:05:06.${fraction}Z`).StartTime,
      new Date('2026-02-03T03:05:06.789Z'),
    );
});

test('a filter without values is one, and an empty value is a value', () => {
  const filters = (form: string) => decode(ec2, 'DescribeVpcs', form)['Filters'];
  assert.deepEqual(filters('Filter.1.Name=vpc-id'), [{ Name: 'vpc-id' }]);
  assert.deepEqual(filters('Filter.1.Name=vpc-id&Filter.1.Value.1='), [{ Name: 'vpc-id', Values: [''] }]);
});

test('no form makes the decoder throw anything but a CommonFault', () => {
  const part = fc.constantFrom(
    'Placement',
    'LicenseSpecification',
    'TagSpecification',
    'Tag',
    'member',
    '1',
    '0',
    '2',
    '',
    '__proto__',
    'MinCount',
    'DryRun',
    '%',
    '%00',
    '%zz',
    'é',
  );
  const pair = fc
    .tuple(fc.array(part, { maxLength: 5 }), fc.constantFrom('=1', '=', '', '=x', '==', '=%ff'))
    .map(([names, value]) => names.join('.') + value);
  const form = fc.oneof(
    fc.array(pair).map((pairs) => pairs.join('&')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(
      form,
      fc.constantFrom([ec2, 'RunInstances'] as const, [sts, 'AssumeRole'] as const),
      (text, [service, name]) => {
        try {
          decode(service, name, text);
        } catch (error) {
          assert.ok(error instanceof CommonFault, String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});
