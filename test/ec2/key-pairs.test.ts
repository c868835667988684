import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { createKeyPair } from '../../src/operations/ec2/key-pairs/create-key-pair.ts';
import { deleteKeyPair } from '../../src/operations/ec2/key-pairs/delete-key-pair.ts';
import { describeKeyPairs } from '../../src/operations/ec2/key-pairs/describe-key-pairs.ts';
import { importKeyPair } from '../../src/operations/ec2/key-pairs/import-key-pair.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT } from './launching.ts';

const { db, call } = await givenCloud();
const TagSpecifications = [{ ResourceType: 'key-pair' as const, Tags: [{ Key: 'team', Value: 'db' }] }];

test('a key pair is made, described without its private key, and deleted', async () => {
  const made = await call(createKeyPair, { KeyName: 'one', TagSpecifications });
  assert.equal(createPublicKey(made.KeyMaterial!).asymmetricKeyType, 'rsa');
  const { KeyPairs } = await call(describeKeyPairs, { KeyNames: ['one'], IncludePublicKey: true });
  const [key] = KeyPairs!;
  assert.deepEqual(
    [key!.KeyPairId, key!.KeyFingerprint, key!.KeyType, key!.Tags],
    [made.KeyPairId, made.KeyFingerprint, 'rsa', made.Tags],
  );
  assert.match(key!.PublicKey!, /^ssh-rsa AAAA\S+ one$/);
  const stored = JSON.stringify(await db.selectFrom('key_pair').selectAll().execute());
  const audit = JSON.stringify(await db.selectFrom('audit_event').selectAll().execute());
  const secret = made.KeyMaterial!.split('\n')[3]!;
  assert.ok(!stored.includes(secret) && !audit.includes(secret) && !stored.includes('PRIVATE'));
  assert.deepEqual(await call(deleteKeyPair, { KeyName: 'one' }), { Return: true, KeyPairId: made.KeyPairId });
  const gone = faultOf('InvalidKeyPair.NotFound', "The key pair 'one' does not exist");
  await assert.rejects(call(describeKeyPairs, { KeyNames: ['one'] }), gone);
  assert.deepEqual(await call(deleteKeyPair, { KeyName: 'one' }), { Return: true }, 'and again is no fault');
});

test('a public key is imported, and found by tag, fingerprint and id', async () => {
  const { KeyMaterial: _, ...source } = await call(createKeyPair, { KeyName: 'source', KeyType: 'ed25519' });
  const { KeyPairs } = await call(describeKeyPairs, { KeyNames: ['source'], IncludePublicKey: true });
  const material = Buffer.from(KeyPairs![0]!.PublicKey!);
  const imported = await call(importKeyPair, { KeyName: 'copy', PublicKeyMaterial: material, TagSpecifications });
  assert.equal(imported.KeyFingerprint, source.KeyFingerprint);
  for (const [Name, value] of [
    ['tag:team', 'db'],
    ['key-pair-id', imported.KeyPairId!],
    ['key-name', 'co*'],
  ]) {
    const found = await call(describeKeyPairs, { Filters: [{ Name, Values: [value!] }] });
    assert.deepEqual(
      found.KeyPairs!.map((key) => key.KeyName),
      ['copy'],
    );
  }
  assert.equal((await call(describeKeyPairs, { KeyPairIds: [imported.KeyPairId!] })).KeyPairs!.length, 1);
});

test('a name is taken once in an account and Region, and what is no key is refused', async () => {
  await call(createKeyPair, { KeyName: 'taken', KeyType: 'ed25519' });
  await call(createKeyPair, { KeyName: 'taken', KeyType: 'ed25519' }, { accountId: OTHER_ACCOUNT });
  const twice = call(createKeyPair, { KeyName: 'taken', KeyType: 'ed25519' });
  await assert.rejects(twice, faultOf('InvalidKeyPair.Duplicate', "The keypair 'taken' already exists."));
  const noKey = call(importKeyPair, { KeyName: 'bad', PublicKeyMaterial: Buffer.from('ssh-rsa hello') });
  await assert.rejects(noKey, faultOf('InvalidKey.Format'));
});
