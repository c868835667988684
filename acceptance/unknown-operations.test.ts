import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, jsonRequest, queryRequest } from '../test/signed-request.ts';
import { awsRefused } from './aws-cli.ts';
import { clientsOf, ec2, licenseManager, operator, url } from './clients.ts';
import { refused } from './given.ts';

const caller = { url, ...operator };

test('an operation that AWS does not have is unknown', async () => {
  const json = await call(caller, jsonRequest('AWSLicenseManager.MakeCoffee', {}));
  assert.deepEqual([json.status, JSON.parse(json.text).__type], [400, 'UnknownOperationException']);
  for (const service of ['ec2', 'sts'] as const) {
    const { status, text } = await call(caller, queryRequest(service, 'MakeCoffee'));
    assert.equal(status, 400);
    assert.match(text, /<Code>InvalidAction<\/Code>/);
  }
});

test('an operation that is not built yet says so, and clients do not try it again', async () => {
  const LicenseAssetGroupArn =
    'arn:aws:license-manager:us-east-1:111122223333:license-asset-group:lag-0123456789abcdef';
  const error = await licenseManager.getLicenseAssetGroup({ LicenseAssetGroupArn }).catch((reason) => reason);
  assert.match(error.message, /does not implement GetLicenseAssetGroup yet/);
  assert.deepEqual([error.name, error.$metadata.attempts], ['ValidationException', 1]);

  const gateway = ec2.createVpnGateway({ Type: 'ipsec.1' });
  assert.match(await refused(gateway, 'UnsupportedOperation'), /does not implement CreateVpnGateway yet/);
  const { sts } = clientsOf(operator);
  await refused(sts.getFederationToken({ Name: 'anybody' }), 'ValidationError');
  assert.match(
    await awsRefused('ec2', 'create-vpn-gateway', '--type', 'ipsec.1'),
    /UnsupportedOperation.*does not implement CreateVpnGateway/,
  );
});

test('members that an operation does not have are overlooked in JSON and refused by EC2; another type is refused', async () => {
  const unknown = await call(caller, jsonRequest('AWSLicenseManager.GetServiceSettings', { Colour: 'red' }));
  assert.equal(unknown.status, 200);
  const type = await call(caller, jsonRequest('AWSLicenseManager.ListLicenseConfigurations', { MaxResults: 'ten' }));
  assert.deepEqual([type.status, JSON.parse(type.text).__type], [400, 'SerializationException']);
  const { status, text } = await call(caller, queryRequest('ec2', 'DescribeRegions', { Colour: 'red' }));
  assert.equal(status, 400);
  assert.match(text, /<Code>UnknownParameter<\/Code>.*Colour/);
});
