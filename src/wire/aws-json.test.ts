import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommonFault, type CommonFaultKind } from '../fault.ts';
import { decodeJson, encodeJson } from './aws-json.ts';
import { compileShape, type Schema } from './shape.ts';

const STRING = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const TIMESTAMP = 4;
const BLOB = 21;

/** A structure that has a member of every kind and contains itself. */
const schema: readonly unknown[] = [
  3,
  'test',
  'Everything',
  0,
  ['Name', 'Count', 'Flag', 'At', 'Bytes', 'Names', 'Tags', 'Parts', 'Inner'],
  [STRING, NUMBER, BOOLEAN, TIMESTAMP, BLOB, 64 | STRING, 128 | STRING, () => parts, () => schema],
  1,
];
const parts = [1, 'test', 'Parts', 0, () => schema];
const shape = compileShape(schema as unknown as Schema);

const decode = (body: string | Buffer) => decodeJson(shape, Buffer.from(body));

const refuses = (body: string | Buffer, kind: CommonFaultKind, message: RegExp) =>
  assert.throws(
    () => decode(body),
    (error) => error instanceof CommonFault && error.kind === kind && message.test(error.message),
  );

test('every kind of member decodes to what the SDK calls it, and encodes back', () => {
  const body =
    '{"Name":"n","Count":1.5,"Flag":false,"At":1767225600.5,"Bytes":"AQI=","Names":["a",""],"Tags":{"k":"v"},"Parts":[{"Name":"p"}],"Inner":{"Name":"i"}}';
  const input = decode(body);
  assert.deepEqual(input, {
    Name: 'n',
    Count: 1.5,
    Flag: false,
    At: new Date('2026-01-01T00:00:00.500Z'),
    Bytes: Buffer.from([1, 2]),
    Names: ['a', ''],
    Tags: { k: 'v' },
    Parts: [{ Name: 'p' }],
    Inner: { Name: 'i' },
  });
  assert.equal(encodeJson(shape, input), body);
});

test('null and undefined members are absent in both directions', () => {
  assert.deepEqual(decode('{"Name":"n","Count":null,"Tags":{"a":null}}'), { Name: 'n', Tags: {} });
  assert.equal(encodeJson(shape, { Name: 'n', Count: undefined, Flag: null }), '{"Name":"n"}');
  assert.equal(encodeJson(shape, undefined), '{}');
});

for (const [what, body, known] of [
  ['an unknown member', '{"Name":"n","Nope":1}', '{"Name":"n"}'],
  [
    'an unknown member inside',
    '{"Name":"n","Parts":[{"Name":"p","Nope":[{}]}]}',
    '{"Name":"n","Parts":[{"Name":"p"}]}',
  ],
  ['__proto__', '{"Name":"n","__proto__":{"Count":1}}', '{"Name":"n"}'],
] as const)
  test(`${what} is overlooked, but for a service of one's own, which refuses it`, () => {
    assert.deepEqual(decode(body), decode(known));
    assert.throws(
      () => decodeJson(shape, Buffer.from(body), { refusesUnknown: true }),
      (error) => error instanceof CommonFault && error.kind === 'UnknownMember' && /Nope|__proto__/.test(error.message),
    );
  });

test('an empty body is an empty structure', () => {
  const nothing = compileShape([3, 'test', 'Nothing', 0, [], []] as unknown as Schema);
  assert.deepEqual(decodeJson(nothing, Buffer.alloc(0)), {});
});

test('a map key is only a key, even when it is a name of Object.prototype', () => {
  const { Tags } = decode('{"Name":"n","Tags":{"__proto__":"x","constructor":"y"}}');
  assert.deepEqual(Object.entries(Tags as object), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

const refusals: readonly [what: string, body: string | Buffer, CommonFaultKind, RegExp][] = [
  ['broken JSON', '{"Name":', 'MalformedRequest', /not JSON/],
  ['a list for a document', '[]', 'MalformedRequest', /not a JSON object/],
  ['null for a document', 'null', 'MalformedRequest', /not a JSON object/],
  ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'MalformedRequest', /UTF-8/],
  ['100,000 brackets', '['.repeat(100_000), 'MalformedRequest', /not JSON/],
  ['100,000 closed brackets', '['.repeat(1e5) + ']'.repeat(1e5), 'MalformedRequest', /not a JSON object/],
  ['deep nesting', `${'{"Inner":'.repeat(50)}{}${'}'.repeat(50)}`, 'MalformedRequest', /32 levels/],
  ['a string for a number', '{"Name":"n","Count":"5"}', 'WrongType', /Count is the string "5": expected a number/],
  ['a number for a string', '{"Name":5}', 'WrongType', /Name is the number 5: expected a string/],
  ['a string for a boolean', '{"Name":"n","Flag":"true"}', 'WrongType', /Flag.*true or false/],
  ['a string for an instant', '{"Name":"n","At":"2026-01-01"}', 'WrongType', /At.*seconds since 1970/],
  ['an instant beyond the year 9999', '{"Name":"n","At":1e12}', 'WrongType', /At/],
  ['no Base64', '{"Name":"n","Bytes":"?"}', 'WrongType', /Bytes.*Base64/],
  ['a structure for a list', '{"Name":"n","Names":{}}', 'WrongType', /Names is a structure: expected a list/],
  ['a list for a structure', '{"Name":"n","Inner":[]}', 'WrongType', /Inner is a list: expected a structure/],
  ['null in a list', '{"Name":"n","Names":["a",null]}', 'WrongType', /Names\[1\] is null/],
  [
    'an integer that a double rounds',
    '{"Name":"n","Count":9007199254740993}',
    'InvalidMember',
    /Count is out of range/,
  ],
  ['a number beyond doubles', '{"Name":"n","Count":1e999}', 'InvalidMember', /Count/],
  ['a NUL', '{"Name":"a\\u0000"}', 'InvalidMember', /Name/],
  ['half of a surrogate pair', '{"Name":"a\\ud800"}', 'InvalidMember', /Name/],
  ['a NUL in a map key', '{"Name":"n","Tags":{"\\u0000":"x"}}', 'InvalidMember', /Tags/],
  ['a missing member', '{}', 'MissingMember', /member Name is missing/],
  ['a missing member inside', '{"Name":"n","Parts":[{}]}', 'MissingMember', /Parts\[0\]\.Name/],
  ['a null for a required member', '{"Name":null}', 'MissingMember', /Name/],
  ['too long a list', JSON.stringify({ Name: 'n', Names: Array(1001).fill('') }), 'InvalidMember', /1001 items/],
];

for (const [what, body, kind, message] of refusals)
  test(`${what} is refused as ${kind}`, () => refuses(body, kind, message));

test('no document makes the decoder throw anything but a CommonFault', () => {
  const key = fc.oneof(fc.constantFrom('Name', 'Count', 'At', 'Names', 'Tags', 'Parts', 'Inner'), fc.string());
  const document = fc.oneof(
    fc.object({ key, maxDepth: 4, withNullPrototype: true }).map((value) => Buffer.from(JSON.stringify(value))),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(document, (body) => {
      try {
        decode(body);
      } catch (error) {
        assert.ok(error instanceof CommonFault, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
