import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { type StoredContent, unpackContent } from '../../src/domain/inventory/packed-content.ts';
import { deleteUnusedNames } from '../../src/store/software.ts';
import type { SimulatedAgent } from '../simulated-agent.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let agent: SimulatedAgent;

before(async () => {
  world = await startWorld();
});

beforeEach(async () => {
  agent = await world.newAgent();
});

const NULL_HASH = 'N6YlnMDB2uKZp4Zkid/wvQ==';
const openssh = {
  Name: 'openssh-client',
  Architecture: 'x86_64',
  Publisher: 'Some Maintainer <name@example.org>',
  Version: '1:9.2p1-2+deb12u6',
  PackageId: 'openssh-client_1:9.2p1-2+deb12u6_amd64.deb',
};
const CaptureTime = '2026-11-28T03:06:36Z';
const applications = (Content: object[], ContentHash = 'the-agents-own') => ({
  ...{ TypeName: 'AWS:Application', SchemaVersion: '1.1', CaptureTime, ContentHash, Content },
});
const put = (...Items: object[]) => agent.call('PutInventory', { Items });

interface Stored {
  readonly type: string;
  readonly hash: string;
  readonly content: readonly object[];
}

async function stored(of = agent): Promise<Stored[]> {
  const { rows } = await sql<Omit<Stored, 'content'> & StoredContent>`
    SELECT type_name AS type, content_hash AS hash, content, packed FROM inventory_item
    WHERE instance_id = ${of.instanceId} ORDER BY type_name`.execute(world.server.db);
  return rows.map(({ type, hash, ...row }) => ({ type, hash, content: unpackContent(row) }));
}

/** Names of applications by which a server is found. */
async function searchable(of = agent): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT n.name FROM managed_instance m JOIN installed_software s ON s.machine = m.sequence
      JOIN software_name n ON n.software_name_id = ANY(s.software_name_ids)
    WHERE m.instance_id = ${of.instanceId} ORDER BY n.name`.execute(world.server.db);
  return rows.map(({ name }) => name);
}

test('what an agent sends is kept as it came, whatever its hash was made of', async () => {
  const answer = await put(applications([openssh, { ...openssh, Name: 'Zoë <&>' }]), {
    ...{ TypeName: 'AWS:BillingInfo', SchemaVersion: '1.0', CaptureTime, ContentHash: NULL_HASH, Content: [] },
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.deepEqual(await stored(), [
    { type: 'AWS:Application', hash: 'the-agents-own', content: [openssh, { ...openssh, Name: 'Zoë <&>' }] },
    { type: 'AWS:BillingInfo', hash: NULL_HASH, content: [] },
  ]);
  assert.deepEqual(await searchable(), ['Zoë <&>', 'openssh-client']);
});

test('a known hash without content means as before, with the schema version of another type', async () => {
  await put(applications([openssh]));
  const { Content, ...hashOnly } = applications([]);
  assert.equal((await put({ ...hashOnly, SchemaVersion: '7.3' })).status, 200);
  assert.deepEqual(await searchable(), ['openssh-client']);
});

test('an unknown hash without content is refused by the code that makes an agent send all, and nothing is taken', async () => {
  await put(applications([openssh]));
  const { Content, ...hashOnly } = applications([], 'another');
  const network = { TypeName: 'AWS:Network', SchemaVersion: '1.0', CaptureTime, Content: [{ Name: 'eth0' }] };
  const answer = await put(network, hashOnly);
  assert.equal(answer.code, 'ItemContentMismatchException');
  assert.match(answer.body.Message, /^AWS:Application came without Content/);
  assert.equal(answer.body.TypeName, 'AWS:Application');
  assert.deepEqual(
    (await stored()).map(({ type }) => type),
    ['AWS:Application'],
  );
});

test('an empty list empties the type, and a type that is not named stays as it was', async () => {
  await put(applications([openssh]));
  await put({
    TypeName: 'AWS:Network',
    SchemaVersion: '1.0',
    CaptureTime,
    ContentHash: 'n',
    Content: [{ Name: 'eth0' }],
  });
  await put(applications([], NULL_HASH));
  assert.deepEqual(
    (await stored()).map(({ type, content }) => [type, content.length]),
    [
      ['AWS:Application', 0],
      ['AWS:Network', 1],
    ],
  );
  assert.deepEqual(await searchable(), []);
});

test('what was written as JSON by an older version is read as what is packed', async () => {
  const entries = async () => {
    const of = { InstanceId: agent.instanceId, TypeName: 'AWS:Application' };
    return (await world.ssm.listInventoryEntries(of)).Entries;
  };
  await put(applications([openssh]));
  assert.deepEqual(await entries(), [openssh]);
  await sql`UPDATE inventory_item SET packed = NULL, content = ${JSON.stringify([openssh])}::json
    WHERE instance_id = ${agent.instanceId}`.execute(world.server.db);
  assert.deepEqual(await entries(), [openssh]);
  await put(applications([], NULL_HASH));
  assert.deepEqual(await entries(), []);
});

test('names that come and go are found and not found any more, and stay with other servers', async () => {
  const named = (...names: string[]) => names.map((Name) => ({ Name, Version: '1' }));
  const other = await world.newAgent();
  await other.ask('PutInventory', { Items: [applications(named('a', 'b', 'b'))] });
  await put(applications(named('a', 'b', 'c'), '1'));
  await put(applications(named('b', 'd'), '2'));
  assert.deepEqual(await searchable(), ['b', 'd']);
  assert.deepEqual(await searchable(other), ['a', 'b']);
});

test('servers that bring the same new names at once all have them', async () => {
  const agents = await Promise.all(Array.from({ length: 12 }, () => world.newAgent()));
  const content = Array.from({ length: 300 }, (_, n) => ({ Name: `at-once-${n}`, Version: '1' }));
  await Promise.all(agents.map((one) => one.ask('PutInventory', { Items: [applications(content.toReversed())] })));
  for (const one of agents) assert.equal((await searchable(one)).length, 300);
});

test('names that nobody has any more are forgotten, and no others', async () => {
  await put(applications([{ Name: 'kept' }, { Name: 'dropped' }], '1'));
  await put(applications([{ Name: 'kept' }], '2'));
  const { db } = world.server;
  await db.transaction().execute(deleteUnusedNames);
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM software_name WHERE name IN ('kept', 'dropped')`.execute(db);
  assert.deepEqual(rows, [{ name: 'kept' }]);
  await put(applications([{ Name: 'dropped' }], '3'));
  assert.deepEqual(await searchable(), ['dropped']);
});

test('each refusal has its code, and says which item and what limit', async () => {
  const item = (change: object) => ({ ...applications([openssh]), ...change });
  const custom = (name: string, Content: object[] = [{ a: 'b' }]) =>
    item({ TypeName: `Custom:${name}`, SchemaVersion: '1.0', Content });
  const entries = (count: number, entry: object) => Array.from({ length: count }, () => entry);
  const cases: [code: string, message: RegExp, items: object[]][] = [
    ['InvalidTypeNameException', /no inventory type AWS:Nothing/, [item({ TypeName: 'AWS:Nothing' })]],
    ['InvalidTypeNameException', /UpdateInstanceInformation/, [item({ TypeName: 'AWS:InstanceInformation' })]],
    [
      'UnsupportedInventorySchemaVersionException',
      /AWS:Application .* 1\.2: expected 1\.1/,
      [item({ SchemaVersion: '1.2' })],
    ],
    [
      'UnsupportedInventorySchemaVersionException',
      /AWS:Application .* 2\.0: expected 1\.1/,
      [item({ SchemaVersion: '2.0' })],
    ],
    ['UnsupportedInventoryItemContextException', /AWS:Application takes no Context/, [item({ Context: { a: 'b' } })]],
    [
      'InvalidItemContentException',
      /Entry 1 of AWS:Application has the attribute Colour/,
      [item({ Content: [openssh, { Colour: 'red' }] })],
    ],
    [
      'InvalidItemContentException',
      /AWS:Application has neither/,
      [{ TypeName: 'AWS:Application', SchemaVersion: '1.1', CaptureTime }],
    ],
    ['InvalidItemContentException', /AWS:Application stands twice/, [item({}), item({})]],
    [
      'InvalidItemContentException',
      /Entry 0 of Custom:wide has 51 attributes: expected at most 50/,
      [custom('wide', [Object.fromEntries(entries(51, {}).map((_, n) => [`a${n}`, '']))])],
    ],
    [
      'SubTypeCountLimitExceededException',
      /AWS:Application has 20001 entries: expected at most 20000/,
      [item({ Content: entries(20_001, { Name: 'x' }) })],
    ],
    [
      'ItemSizeLimitExceededException',
      /AWS:Application has \d+ bytes: expected at most 4194304/,
      [item({ Content: entries(1_200, { Name: 'x'.repeat(4_000) }) })],
    ],
    [
      'TotalSizeLimitExceededException',
      /\(Custom:a \d+, Custom:b \d+, Custom:c \d+\): expected at most 10485760/,
      ['a', 'b', 'c'].map((name) => custom(name, entries(900, { text: 'é'.repeat(2_000) }))),
    ],
    ...['yesterday', '2026-13-01T00:00:00Z', '2026-01-32T00:00:00Z', '2026-01-01T24:00:00Z'].map(
      (time): [string, RegExp, object[]] => [
        'ValidationException',
        /Items\[0\]\.CaptureTime/,
        [item({ CaptureTime: time })],
      ],
    ),
  ];
  for (const [code, message, items] of cases) {
    const answer = await put(...items);
    assert.deepEqual([answer.code, answer.status], [code, 400], JSON.stringify(answer.body).slice(0, 300));
    assert.match(answer.body.Message, message);
  }
  assert.deepEqual(await stored(), []);
});

test('an account has twenty types of its own and no more', async () => {
  const custom = (n: number) => ({
    TypeName: `Custom:t${n}`,
    SchemaVersion: '1.0',
    CaptureTime,
    Content: [{ a: 'b' }],
  });
  for (let n = 0; n < 20; n++) assert.equal((await put(custom(n))).status, 200);
  const answer = await put(custom(20));
  assert.equal(answer.code, 'CustomSchemaCountLimitExceededException');
  assert.match(answer.body.Message, /Custom:t20 .* 21 types .* at most 20/);
  assert.equal((await put(custom(3))).status, 200);
});

test('ten megabytes are taken here, and one more is refused by the protocol before it is read', async () => {
  const body = (size: number) => ({ Items: [applications([{ Name: 'x'.repeat(size) }])] });
  assert.equal((await agent.call('PutInventory', body(9_000_000))).code, 'InvalidItemContentException');
  const answer = await agent.call('PutInventory', body(11 * 1024 * 1024));
  assert.deepEqual([answer.status, answer.code], [413, 'RequestEntityTooLargeException']);
  const elsewhere = await agent.call('UpdateInstanceInformation', { ComputerName: 'x'.repeat(2_000_000) });
  assert.equal(elsewhere.status, 413);
});

test('who sends megabytes again and again is told so before they are read, and others are not', async () => {
  const large = { Items: [applications([{ Name: 'x'.repeat(1_500_000) }])] };
  const codes = new Set<string>();
  for (let n = 0; n < 40; n++) codes.add((await agent.call('PutInventory', large)).code);
  assert.deepEqual([...codes], ['InvalidItemContentException', 'TooManyUpdates']);
  assert.equal((await put(applications([openssh]))).status, 200);
  const other = await world.newAgent();
  assert.equal((await other.call('PutInventory', large)).code, 'InvalidItemContentException');
});

test('who floods is told so, and others report on', async () => {
  const { Content, ...hashOnly } = applications([]);
  await put(applications([openssh]));
  const codes = new Set<string>();
  for (let n = 0; n < 100; n++) codes.add((await put(hashOnly)).code);
  assert.deepEqual([...codes], ['', 'TooManyUpdates']);
  const other = await world.newAgent();
  assert.equal((await other.call('PutInventory', { Items: [applications([openssh])] })).status, 200);
});

test('an embedded machine of the account has an inventory too, and no other has', async () => {
  const item = applications([openssh]) as never;
  const unknown = world.ssm.putInventory({ InstanceId: 'i-0123456789abcdef0', Items: [item] });
  await assert.rejects(unknown, { name: 'InvalidInstanceId' });
});
