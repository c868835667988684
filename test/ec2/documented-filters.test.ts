import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import type { Operation } from '../../src/operation.ts';
import { createFleet } from '../../src/operations/ec2/fleets/create-fleet.ts';
import { ec2Operations } from '../../src/operations/ec2/index.ts';
import { type Cloud, givenCloud, LINUX } from './launching.ts';

type Asked = Operation<Record<string, unknown>, Record<string, unknown>>;

const documented = JSON.parse(readFileSync('test/ec2/documented-filters.json', 'utf8')) as Record<string, string[]>;
const operations = ec2Operations as unknown as Readonly<Record<string, Asked>>;
const built = Object.keys(documented).filter((name) => Object.hasOwn(operations, name));

let cloud: Cloud;
let template: string;
let FleetId: string | undefined;

before(async () => {
  cloud = await givenCloud();
  template = (await cloud.template({ ImageId: LINUX, InstanceType: 'm5.large' })).id;
  const LaunchTemplateSpecification = { LaunchTemplateId: template, Version: '1' };
  const fleet = {
    LaunchTemplateConfigs: [{ LaunchTemplateSpecification }],
    TargetCapacitySpecification: { TotalTargetCapacity: 0 },
  };
  ({ FleetId } = await cloud.call(createFleet, fleet, { action: 'ec2:CreateFleet' }));
  await cloud.launch();
});

/** What an operation needs beside its filters. */
const needed = (operation: string): Record<string, unknown> =>
  ({ DescribeLaunchTemplateVersions: { LaunchTemplateId: template }, DescribeFleetInstances: { FleetId } })[
    operation
  ] ?? {};

test('most of what is built takes filters', () => assert.ok(built.length >= 30, `${built.length}`));

for (const operation of built)
  test(`every documented filter of ${operation} is known, and leaves out what does not fit`, async () => {
    const member = operation === 'DescribeHosts' ? 'Filter' : 'Filters';
    const refused: string[] = [];
    for (const Name of documented[operation]!) {
      const filters = [{ Name, Values: ['fits-nothing'] }];
      try {
        const answer = await cloud.call(operations[operation]!, { ...needed(operation), [member]: filters });
        const lists = Object.values(answer).filter((value) => Array.isArray(value));
        assert.equal(lists.flat().length, 0, `${Name} leaves something`);
      } catch (error) {
        refused.push(`${Name}: ${(error as Error).message}`);
      }
    }
    assert.deepEqual(refused, []);
  });
