import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  availabilityZones,
  defaultNetwork,
  isRegion,
  optInStatus,
  privateAddress,
  privateDnsName,
  publicDnsName,
  regionNames,
  usableAddressCount,
} from './network.ts';

const numberOf = (ip: string) => ip.split('.').reduce((total, octet) => total * 256 + Number(octet), 0);

test('Regions are known by name and opt-in status', () => {
  assert.equal(regionNames.length, 34);
  assert.deepEqual(regionNames, [...regionNames].sort());
  assert.ok(isRegion('us-east-1') && isRegion('mx-central-1'));
  assert.ok(!isRegion('us-east-9') && !isRegion(''));
  assert.equal(optInStatus('us-east-1'), 'opt-in-not-required');
  assert.equal(optInStatus('af-south-1'), 'opted-in');
});

test('zones have the ids that AWS gives them', () => {
  const prefixes = Object.fromEntries(regionNames.map((region) => [region, availabilityZones(region)[0]!.zoneId]));
  assert.equal(prefixes['us-east-1'], 'use1-az1');
  assert.equal(prefixes['ap-northeast-2'], 'apne2-az1');
  assert.equal(prefixes['ap-southeast-1'], 'apse1-az1');
  assert.equal(prefixes['ap-south-1'], 'aps1-az1');
  assert.equal(prefixes['il-central-1'], 'ilc1-az1');
  assert.equal(new Set(Object.values(prefixes)).size, regionNames.length);
  assert.deepEqual(
    availabilityZones('eu-west-1').map((zone) => zone.name),
    ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  );
});

test('a default network is always the same for an account and Region, and nobody else has it', () => {
  const network = defaultNetwork('111122223333', 'us-east-1');
  assert.deepEqual(network, defaultNetwork('111122223333', 'us-east-1'));
  assert.match(network.vpcId, /^vpc-[0-9a-f]{17}$/);
  assert.match(network.securityGroupId, /^sg-[0-9a-f]{17}$/);
  const others = [defaultNetwork('111122223333', 'us-east-2'), defaultNetwork('444455556666', 'us-east-1')];
  const idsOf = ({ vpcId, securityGroupId, subnets }: typeof network) => [
    vpcId,
    securityGroupId,
    ...subnets.map((subnet) => subnet.subnetId),
  ];
  assert.equal(new Set([network, ...others].flatMap(idsOf)).size, 3 * 5);
});

test('a default network has one subnet a zone', () => {
  const { subnets, vpcId } = defaultNetwork('111122223333', 'us-east-1');
  assert.deepEqual(
    subnets.map((subnet) => [subnet.vpcId, subnet.availabilityZone, subnet.cidrBlock]),
    [
      [vpcId, 'us-east-1a', '172.31.0.0/20'],
      [vpcId, 'us-east-1b', '172.31.16.0/20'],
      [vpcId, 'us-east-1c', '172.31.32.0/20'],
    ],
  );
});

const instanceIds = fc.bigInt(0n, 16n ** 17n - 1n).map((number) => `i-${number.toString(16).padStart(17, '0')}`);

test('a private address lies in the subnet, outside what AWS keeps', () => {
  const blocks = fc.constantFrom('172.31.0.0/20', '172.31.16.0/20', '10.0.0.0/28', '192.168.255.0/24', '10.0.0.0/8');
  fc.assert(
    fc.property(blocks, instanceIds, (cidrBlock, id) => {
      const [start = '', length] = cidrBlock.split('/');
      const offset = numberOf(privateAddress({ cidrBlock }, id)) - numberOf(start);
      assert.ok(offset >= 4 && offset <= 2 ** (32 - Number(length)) - 2);
      assert.equal(privateAddress({ cidrBlock }, id), privateAddress({ cidrBlock }, id));
    }),
  );
});

test('every usable address of a small subnet is given to some machine, and no other', () => {
  const subnet = { cidrBlock: '10.0.0.0/28' };
  const addresses = new Set(fc.sample(instanceIds, 1000).map((id) => privateAddress(subnet, id)));
  assert.equal(addresses.size, 11);
  assert.equal(usableAddressCount(subnet.cidrBlock), 11);
});

test('host names have words of their own in us-east-1 and are under the Region elsewhere', () => {
  assert.equal(privateDnsName('us-east-1', '172.31.1.2'), 'ip-172-31-1-2.ec2.internal');
  assert.equal(privateDnsName('eu-west-1', '172.31.1.2'), 'ip-172-31-1-2.eu-west-1.compute.internal');
  assert.equal(publicDnsName('us-east-1', '198.19.64.83'), 'ec2-198-19-64-83.compute-1.amazonaws.com');
  assert.equal(publicDnsName('eu-west-1', '198.19.64.83'), 'ec2-198-19-64-83.eu-west-1.compute.amazonaws.com');
});
