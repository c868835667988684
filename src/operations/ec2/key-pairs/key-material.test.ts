import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { generateKey, readPublicKey } from './key-material.ts';

test('an RSA key has the fingerprint that EC2 documents: SHA-1 of the private key in PKCS #8', async () => {
  const key = await generateKey('rsa');
  assert.match(key.privateKey, /^-----BEGIN RSA PRIVATE KEY-----/);
  const der = createPrivateKey(key.privateKey).export({ type: 'pkcs8', format: 'der' });
  assert.equal(key.fingerprint.replaceAll(':', ''), createHash('sha1').update(der).digest('hex'));
  assert.match(key.fingerprint, /^([0-9a-f]{2}:){19}[0-9a-f]{2}$/);
});

test('an imported RSA key has the MD5 of its public key', async () => {
  const { privateKey, publicKey } = await generateKey('rsa');
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const imported = readPublicKey(`${publicKey} me@example.com\n`);
  assert.equal(imported?.fingerprint.replaceAll(':', ''), createHash('md5').update(der).digest('hex'));
  assert.equal(imported?.publicKey, publicKey);
});

test('an Ed25519 key has the same fingerprint made here or imported: the SHA-256 of the public key', async () => {
  const key = await generateKey('ed25519');
  assert.equal(readPublicKey(key.publicKey)?.fingerprint, key.fingerprint);
  assert.match(key.privateKey, /^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
  const blob = Buffer.from(key.publicKey.split(' ')[1]!, 'base64');
  assert.equal(key.fingerprint, createHash('sha256').update(blob).digest('base64'));
});

/** The private part of an OpenSSH key (its PROTOCOL.key): what follows the magic, four fields and the public key. */
function privatePart(pem: string): Buffer[] {
  const bytes = Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
  const magic = 'openssh-key-v1\0';
  assert.equal(bytes.subarray(0, magic.length).toString(), magic);
  const [cipher, kdf, options, ...rest] = fieldsOf(bytes.subarray(magic.length), 3);
  assert.deepEqual([cipher, kdf, options].map(String), ['none', 'none', '']);
  assert.equal(rest[0]!.readUInt32BE(0), 1);
  const [, inner] = fieldsOf(rest[0]!.subarray(4), 2);
  assert.equal(inner!.length % 8, 0);
  assert.deepEqual(inner!.subarray(0, 4), inner!.subarray(4, 8));
  return fieldsOf(inner!.subarray(8), 4);
}

/** So many fields, each with its length before it, and the rest. */
function fieldsOf(bytes: Buffer, count: number): Buffer[] {
  if (count === 0) return bytes.length > 0 ? [bytes] : [];
  const end = 4 + bytes.readUInt32BE(0);
  return [bytes.subarray(4, end), ...fieldsOf(bytes.subarray(end), count - 1)];
}

test('an Ed25519 private key is one that OpenSSH reads, and belongs to its public key', async () => {
  const { privateKey, publicKey } = await generateKey('ed25519');
  const [type, x, pair, comment, padding = Buffer.of()] = privatePart(privateKey);
  assert.deepEqual([type, comment].map(String), ['ssh-ed25519', '']);
  assert.deepEqual(
    [...padding],
    [...padding.keys()].map((index) => index + 1),
  );
  assert.deepEqual(pair!.subarray(32), x);
  const jwk = {
    kty: 'OKP',
    crv: 'Ed25519',
    d: pair!.subarray(0, 32).toString('base64url'),
    x: x!.toString('base64url'),
  };
  const derived = createPublicKey(createPrivateKey({ key: jwk, format: 'jwk' })).export({ format: 'jwk' });
  assert.equal(derived.x, jwk.x);
  assert.equal(
    publicKey.split(' ')[1],
    Buffer.concat([Buffer.of(0, 0, 0, 11), type!, Buffer.of(0, 0, 0, 32), x!]).toString('base64'),
  );
});

test('a public key is read in each of its forms', async () => {
  for (const keyType of ['rsa', 'ed25519'] as const) {
    const { publicKey } = await generateKey(keyType);
    const blob = publicKey.split(' ')[1]!;
    const ssh2 = `---- BEGIN SSH2 PUBLIC KEY ----\nComment: "mine"\n${blob.match(/.{1,70}/g)!.join('\n')}\n---- END SSH2 PUBLIC KEY ----`;
    assert.equal(readPublicKey(ssh2)?.publicKey, publicKey);
  }
  const { privateKey, publicKey } = await generateKey('rsa');
  const key = createPublicKey(privateKey);
  assert.equal(readPublicKey(key.export({ type: 'spki', format: 'pem' }).toString())?.publicKey, publicKey);
  assert.equal(readPublicKey(key.export({ type: 'spki', format: 'der' }).toString('base64'))?.publicKey, publicKey);
});

test('what is no key of EC2 is none', () => {
  for (const text of [
    '',
    'ssh-rsa',
    'ssh-rsa AAAA',
    'ssh-dss AAAAB3NzaC1kc3M=',
    'hello',
    '-----BEGIN PUBLIC KEY-----',
    'ssh-ed25519 //////////8=',
  ])
    assert.equal(readPublicKey(text), undefined, text);
});
