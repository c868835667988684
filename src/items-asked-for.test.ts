import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Constraints } from './domain/constraints.ts';
import { itemsAskedFor } from './items-asked-for.ts';
import { serviceNamed } from './wire/services.ts';

const asked = ['ec2', 'license-manager', 'iam', 'monitoring'].map(serviceNamed);

const ask = (operation: string, input: object, constraints?: Constraints) =>
  itemsAskedFor(asked.flatMap(({ operations }) => operations.get(operation) ?? [])[0]!.input, input, constraints);

test('a list asks for its page, or for what it names; where it says neither, for the longest page', () => {
  assert.equal(ask('DescribeInstances', { MaxResults: 5 }), 5);
  assert.equal(ask('DescribeInstances', { InstanceIds: ['i-1', 'i-2'] }), 2);
  assert.equal(ask('DescribeInstances', { Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] }), 1_000);
  assert.equal(ask('ListLicenseConfigurations', {}, { MaxResults: { range: [1, 100] } }), 100);
  assert.equal(
    ask('SimulateCustomPolicy', { MaxItems: 1_000, ActionNames: ['ec2:A'], PolicyInputList: ['{}'] }),
    1_000,
  );
  assert.equal(ask('DescribeAlarms', { MaxRecords: 7 }), 7);
  assert.equal(ask('GetMetricData', { MetricDataQueries: Array(400).fill({ Id: 'm1' }) }), 400);
});

test('what makes or changes asks for as many as it says', () => {
  assert.equal(ask('RunInstances', { MinCount: 1, MaxCount: 300 }), 300);
  assert.equal(ask('TerminateInstances', { InstanceIds: ['i-1', 'i-2', 'i-3'] }), 3);
  assert.equal(ask('CreateFleet', { TargetCapacitySpecification: { TotalTargetCapacity: 400 } }), 400);
  assert.equal(ask('DescribeVpcAttribute', { VpcId: 'vpc-1' }), 1);
});
