import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { allocateAddress } from '../../src/operations/ec2/addresses/allocate-address.ts';
import { createKeyPair } from '../../src/operations/ec2/key-pairs/create-key-pair.ts';
import { ACCOUNT, faultOf, givenCloud, REGION } from './launching.ts';

// What EC2 lists without pages there is no more of than one answer can have.

const { db, call } = await givenCloud();

test('an account has 5,000 key pairs in a Region, and no more', async () => {
  await sql`
    INSERT INTO key_pair (account_id, region, key_pair_id, name, key_type, fingerprint, public_key, created_at)
    SELECT ${ACCOUNT}, ${REGION}, 'key-' || n, 'key-' || n, 'rsa', 'f', 'p', now() FROM generate_series(1, 4999) n`.execute(
    db,
  );
  const KeyType = 'ed25519' as const;
  await call(createKeyPair, { KeyName: 'last', KeyType });
  const text = 'An account can have 5000 key pairs in a Region; delete one that is not used.';
  await assert.rejects(call(createKeyPair, { KeyName: 'more', KeyType }), faultOf('ResourceLimitExceeded', text));
  await call(createKeyPair, { KeyName: 'more', KeyType }, { region: 'eu-central-1' });
});

test('an account has 5,000 Elastic IP addresses in a Region, and no more', async () => {
  await sql`
    INSERT INTO ec2_record (account_id, region, record_id, kind, refs, details, created_at)
    SELECT ${ACCOUNT}, ${REGION}, 'eipalloc-' || n, 'elastic-ip', '{}', '{}', now() FROM generate_series(1, 4999) n`.execute(
    db,
  );
  await call(allocateAddress, {});
  const text = 'An account can have 5000 Elastic IP addresses in a Region; release some that are not used.';
  await assert.rejects(call(allocateAddress, {}), faultOf('AddressLimitExceeded', text));
});
