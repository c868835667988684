import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribeTagsRequest, Filter } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { sql } from 'kysely';
import { parseFilters } from '../../src/domain/filters.ts';
import type { Operation } from '../../src/operation.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { instanceFilters } from '../../src/operations/ec2/instances/instance-filters.ts';
import { instanceShaper } from '../../src/operations/ec2/instances/instance-shape.ts';
import { describeTags } from '../../src/operations/ec2/tags/describe-tags.ts';
import { describeVolumes } from '../../src/operations/ec2/volumes/describe-volumes.ts';
import { readInstances } from '../../src/views/ec2/instances.ts';
import { listTags } from '../../src/views/ec2/tags.ts';
import { ACCOUNT, type Cloud, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const SCOPE = { accountId: ACCOUNT, region: REGION };

/** An account with machines of several kinds, as many as that, beside the machines and tags of another account. */
async function givenMachines(count: number): Promise<Cloud> {
  const cloud = await givenCloud();
  await cloud.launch();
  await cloud.launch({}, { accountId: OTHER_ACCOUNT });
  await insertMachines(cloud, 1, count);
  return cloud;
}

/** Rows like that of the account's first machine, from one number to another: a third is pending, some are stopped. */
async function insertMachines({ db }: Cloud, from: number, to: number): Promise<void> {
  await sql`
    INSERT INTO instance (account_id, region, instance_id, reservation_id, launch_index, image_id, instance_type,
      core_count, threads_per_core, tenancy, availability_zone, subnet_id, private_ip, state, state_due,
      state_changed_at, launched_at, settings)
    SELECT account_id, region, 'i-' || left(md5(n::text), 17), 'r-' || left(md5((n / 3)::text), 17), n % 3, image_id,
      (ARRAY['m5.large', 'c5.large', 't3.micro'])[1 + n % 3], core_count, threads_per_core, tenancy, availability_zone,
      (ARRAY[subnet_id, 'subnet-2'])[1 + n % 2], '172.31.0.' || n % 200,
      (ARRAY['pending', 'pending', 'running', 'stopped', 'terminated'])[1 + n % 5],
      CASE n % 5 WHEN 0 THEN now() + interval '1 day' WHEN 1 THEN now() - interval '1 day' END,
      state_changed_at, launched_at, settings
    FROM (SELECT * FROM instance WHERE account_id = ${ACCOUNT} ORDER BY sequence LIMIT 1) i,
      generate_series(${from}::int, ${to}::int) n`.execute(db);
  await sql`
    INSERT INTO tag (account_id, region, resource_id, resource_type, key, value)
    SELECT ${ACCOUNT}, ${REGION}, 'i-' || left(md5(n::text), 17), 'instance', key, value
    FROM generate_series(${from}::int, ${to}::int) n,
      LATERAL (VALUES ('env', (ARRAY['prod', 'test', 'Test', 'te_st'])[1 + n % 4]), ('Name', 'web-' || n)) t(key, value)
    WHERE key = 'env' OR n % 2 = 0`.execute(db);
}

type Page<Item> = { items: Item[]; NextToken: string | undefined };
type PagedRequest = { Filters?: Filter[]; MaxResults?: number; NextToken?: string };

/** The pages of a list, with something done between them. */
async function pagesOf<Item>(
  read: (request: PagedRequest) => Promise<Page<Item>>,
  request: PagedRequest,
  between: () => Promise<unknown> = async () => {},
): Promise<Item[][]> {
  const pages: Item[][] = [];
  let token: string | undefined;
  do {
    const { items, NextToken } = await read({ ...request, ...(token && { NextToken: token }) });
    pages.push(items);
    token = NextToken;
    if (token) await between();
  } while (token);
  return pages;
}

const idsOf =
  (cloud: Cloud) =>
  async (request: PagedRequest): Promise<Page<string>> => {
    const { Reservations, NextToken } = await cloud.call(describeInstances, request);
    return { items: Reservations!.flatMap((r) => r.Instances!.map((i) => i.InstanceId!)), NextToken };
  };

const tagsOf =
  (cloud: Cloud) =>
  async (request: PagedRequest): Promise<Page<string>> => {
    const { Tags, NextToken } = await cloud.call(describeTags, request as DescribeTagsRequest);
    return { items: Tags!.map((tag) => `${tag.ResourceId} ${tag.Key}`), NextToken };
  };

const filterOf = (name: string, ...values: string[]) =>
  fc.subarray(values, { minLength: 1 }).map((Values): Filter => ({ Name: name, Values }));

const machineFilters = fc.uniqueArray(
  fc.oneof(
    filterOf('instance-state-name', 'pending', 'running', 'stopped', 'terminated', 'run*'),
    filterOf('instance-type', 'm5.large', 'c5.large', 'm7i.large', 't3.*'),
    filterOf('subnet-id', 'subnet-2', 'subnet-3', '*'),
    filterOf('reservation-id', `r-${'0'.repeat(17)}`, 'r-*'),
    filterOf('private-ip-address', '172.31.0.7', '172.31.0.8'),
    filterOf('launch-index', '0', '1'),
    filterOf('tag:env', 'prod', 'Test', 't*', 'te?st', '*t', 'te_st'),
    filterOf('tag:Name', 'web-1', 'web-2', 'web-2*', '*4'),
    filterOf('tag-key', 'Name', 'env', 'n*', 'cost'),
    filterOf('tag-value', 'prod', 'web-1*'),
  ),
  { maxLength: 3, selector: (filter) => filter.Name },
);

test('under any filters, the pages together have each machine that fits once, whatever comes between them', async () => {
  const cloud = await givenMachines(60);
  let last = 60;
  await fc.assert(
    fc.asyncProperty(machineFilters, fc.constantFrom(5, 7, 40, 1000), async (Filters, MaxResults) => {
      const machines = await readInstances(cloud.db, SCOPE, { limit: 10_000, details: true });
      const parsed = parseFilters(Filters, instanceFilters);
      assert.ok(parsed.ok);
      const shape = instanceShaper(SCOPE);
      const fitting = machines.filter((instance) => parsed.matches({ instance, shape: shape(instance) }));
      const pages = await pagesOf(idsOf(cloud), { Filters, MaxResults }, async () => {
        await insertMachines(cloud, last + 1, last + 1);
        last += 1;
      });
      const listed = pages.flat();
      assert.equal(new Set(listed).size, listed.length, 'a machine is listed twice');
      const before = new Set(machines.map((machine) => machine.id));
      assert.deepEqual(
        listed.filter((id) => before.has(id)).toSorted(),
        fitting.map((machine) => machine.id).toSorted(),
      );
      assert.ok(pages.every((page) => page.length <= MaxResults));
    }),
    { numRuns: 30 },
  );
});

test('under any filters, the pages of tags together have each tag that fits once', async () => {
  const cloud = await givenMachines(40);
  const tags = await listTags(cloud.db, SCOPE, { after: undefined, limit: 10_000 });
  const accessors = {
    key: (tag: (typeof tags)[number]) => tag.Key,
    value: (tag: (typeof tags)[number]) => tag.Value,
    'resource-id': (tag: (typeof tags)[number]) => tag.ResourceId,
  };
  const filters = fc.uniqueArray(
    fc.oneof(
      filterOf('key', 'env', 'Name', 'cost', 'n*'),
      filterOf('value', 'prod', 'Test', 't*', 'web-1'),
      filterOf('resource-id', tags[0]!.ResourceId, tags[9]!.ResourceId, 'i-0*'),
    ),
    { maxLength: 3, selector: (filter) => filter.Name },
  );
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom(5, 30, 1000), async (Filters, MaxResults) => {
      const parsed = parseFilters(Filters, { accessors });
      assert.ok(parsed.ok);
      const fitting = tags.filter(parsed.matches).map((tag) => `${tag.ResourceId} ${tag.Key}`);
      const listed = (await pagesOf(tagsOf(cloud), { Filters, MaxResults })).flat();
      assert.deepEqual(listed.toSorted(), fitting.toSorted());
    }),
    { numRuns: 30 },
  );
});

test('a filter that no index answers looks at a thousand rows a page, and the page says where to go on', async () => {
  const cloud = await givenMachines(2_500);
  const lists: [(request: PagedRequest) => Promise<Page<unknown>>, string, number][] = [
    [idsOf(cloud), 'tag-value', 3],
    [idsOf(cloud), 'dns-name', 3],
    [tagsOf(cloud), 'value', 4],
    [volumesOf(cloud), 'tag:Name', 3],
  ];
  for (const [read, Name, count] of lists) {
    const pages = await pagesOf(read, { Filters: [{ Name, Values: ['*-none'] }], MaxResults: 100 });
    assert.deepEqual(pages, Array(count).fill([]), Name);
  }
});

test('filters that an index answers are answered by one page, whatever else there is', async () => {
  const cloud = await givenMachines(2_500);
  for (const [Name, Value] of [
    ['tag:Name', 'web-2'],
    ['tag:Name', 'nothing*'],
    ['instance-type', 'm7i.large'],
    ['instance-state-name', 'stopping'],
    ['image-id', 'ami-00000000000000000'],
    ['private-ip-address', '10.0.0.1'],
    ['host-id', 'h-00000000000000000'],
  ] as const)
    assert.equal(
      (await pagesOf(idsOf(cloud), { Filters: [{ Name, Values: [Value] }], MaxResults: 5 })).length,
      1,
      Name,
    );
  const both = [
    { Name: 'tag:env', Values: ['prod'] },
    { Name: 'private-ip-address', Values: ['172.31.0.4'] },
  ];
  assert.equal((await pagesOf(idsOf(cloud), { Filters: both, MaxResults: 1000 })).length, 1);
});

test('a token goes with its filters and its account alone', async () => {
  const cloud = await givenMachines(20);
  const Filters = [{ Name: 'tag-key', Values: ['env'] }];
  for (const operation of [describeInstances, describeTags] as Operation<PagedRequest, { NextToken?: string }>[]) {
    const asked =
      operation === (describeTags as unknown) ? { Filters: [{ Name: 'key', Values: ['env'] }] } : { Filters };
    const { NextToken } = await cloud.call(operation, { ...asked, MaxResults: 5 });
    assert.ok(NextToken);
    await assert.rejects(cloud.call(operation, { MaxResults: 5, NextToken }), /NextToken is not of this request/);
    const other = await cloud.call(operation, { ...asked, MaxResults: 5, NextToken }, { accountId: OTHER_ACCOUNT });
    assert.doesNotMatch(JSON.stringify(other), new RegExp(ACCOUNT));
  }
});

const volumesOf =
  (cloud: Cloud) =>
  async (request: PagedRequest): Promise<Page<unknown>> => {
    const { Volumes, NextToken } = await cloud.call(describeVolumes, request);
    return { items: Volumes!, NextToken };
  };
