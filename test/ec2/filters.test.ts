import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { narrowing } from '../../src/operations/ec2/instances/instance-narrowing.ts';
import { describeTags } from '../../src/operations/ec2/tags/describe-tags.ts';
import { scanQuery } from '../../src/views/ec2/instance-scan.ts';
import { ACCOUNT, faultOf, givenCloud, REGION } from './launching.ts';

const tagFilters = (count: number) => Array.from({ length: count }, (_, i) => ({ Name: `tag:${i}`, Values: ['yes'] }));

test('more filters, values or characters than EC2 takes are refused, and the text says how many there may be', async () => {
  const cloud = await givenCloud();
  for (const operation of [describeInstances, describeTags]) {
    const ask = (...Filters: { Name: string; Values: string[] }[]) =>
      cloud.call<{ Filters?: typeof Filters }, unknown>(operation, { Filters });
    await assert.rejects(ask(...tagFilters(51)), faultOf('FilterLimitExceeded', /50 filters/));
    const values = Array.from({ length: 201 }, (_, i) => `${i}`);
    await assert.rejects(
      ask({ Name: 'tag:Name', Values: values }),
      faultOf('FilterLimitExceeded', /200 filter values/),
    );
    const long = ask({ Name: 'tag:Name', Values: ['a'.repeat(256)] });
    await assert.rejects(long, faultOf('FilterLimitExceeded', /255 characters/));
  }
});

test('a machine that has all of fifty tags is found, and one that lacks one is not', async () => {
  const cloud = await givenCloud();
  const tags = (count: number) => [
    { ResourceType: 'instance' as const, Tags: tagFilters(count).map((_, i) => ({ Key: `${i}`, Value: 'yes' })) },
  ];
  const { Instances } = await cloud.launch({ TagSpecifications: tags(50) });
  await cloud.launch({ TagSpecifications: tags(49) });
  const { Reservations } = await cloud.call(describeInstances, { Filters: tagFilters(50) });
  assert.deepEqual(
    Reservations!.flatMap((reservation) => reservation.Instances!.map((instance) => instance.InstanceId)),
    [Instances![0]!.InstanceId],
  );
});

test('the plan of a list by tags has no more joins for more of them, whose orders PostgreSQL would weigh', async () => {
  const { db } = await givenCloud();
  const joinsOf = async (count: number) => {
    const { filter, sources } = narrowing(tagFilters(count));
    const scan = { filter, source: sources[0]!, after: undefined, look: 10, take: 5 };
    const query = scanQuery({ accountId: ACCOUNT, region: REGION }, scan);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`EXPLAIN ${query}`.execute(db);
    return rows.filter((row) => /Join|Nested Loop/.test(row['QUERY PLAN'])).length;
  };
  assert.equal(await joinsOf(50), await joinsOf(1));
});
