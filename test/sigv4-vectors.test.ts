import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSignature, verifySignature } from '../src/wire/sigv4.ts';
import vectors from './sigv4-vectors.json' with { type: 'json' };

// AWS's own vectors: each is taken as it is, and with any one byte of it changed it is refused.

interface Vector {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly authorization: string;
}

const { accessKeyId, secretAccessKey, service } = vectors;
const cases: readonly Vector[] = JSON.parse(JSON.stringify(vectors.cases));
const now = new Date(vectors.signedAt);

function verify({ headers, authorization, body, ...line }: Vector): void {
  const request = { ...line, headers: { ...headers, authorization }, body: Buffer.from(body) };
  const signature = parseSignature(request);
  // The key names the secret, so it is not signed itself.
  assert.equal(signature.accessKeyId, accessKeyId);
  verifySignature(request, signature, { secretAccessKey, service, now });
}

/** The text with each of its characters changed in turn. */
const changes = (text: string): string[] =>
  [...text].map((character, at) => [...text].with(at, character === 'q' ? 'z' : 'q').join(''));

function* forgeries(vector: Vector): Generator<Vector> {
  for (const part of ['method', 'path', 'rawQuery', 'body', 'authorization'] as const)
    for (const changed of changes(vector[part])) yield { ...vector, [part]: changed };
  for (const [name, value] of Object.entries(vector.headers)) {
    for (const changed of changes(value)) yield { ...vector, headers: { ...vector.headers, [name]: changed } };
    for (const changed of changes(name)) {
      const { [name]: _, ...others } = vector.headers;
      yield { ...vector, headers: { ...others, [changed]: value } };
    }
  }
}

for (const vector of cases)
  test(`${vector.name} is taken, and refused with one byte changed`, () => {
    verify(vector);
    let count = 0;
    for (const forged of forgeries(vector)) {
      assert.throws(
        () => verify(forged),
        (error: Error) => /^(CommonFault|AssertionError)$/.test(error.name),
        JSON.stringify(forged),
      );
      count += 1;
    }
    assert.ok(count > 200);
  });

test('a vector is refused with another secret', () => {
  const { headers, authorization, body, ...line } = cases[0]!;
  const request = { ...line, headers: { ...headers, authorization }, body: Buffer.from(body) };
  const expected = { secretAccessKey: `${secretAccessKey}x`, service, now };
  assert.throws(() => verifySignature(request, parseSignature(request), expected), { kind: 'SignatureMismatch' });
});
