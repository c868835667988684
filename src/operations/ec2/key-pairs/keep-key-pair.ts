import { idFromSeed } from '../../../domain/ids.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { lockAccount } from '../../../store/account.ts';
import { insertKeyPair, type KeyPair } from '../../../store/key-pair.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { hasKeyPairs } from '../../../views/ec2/key-pairs.ts';
import { change } from '../../change.ts';
import { ec2Arn, KEY_PAIR } from '../ec2-ids.ts';
import type { PublicKeyMaterial } from './key-material.ts';

interface NewKeyPair {
  readonly name: string;
  readonly material: PublicKeyMaterial;
  readonly tags: Readonly<Record<string, string>>;
}

/** Key pairs of an account in a Region (EC2 user guide, quotas): they are listed all at once, for the list has no pages. */
const MOST_KEY_PAIRS = 5_000;

/** Keeps a public key under its name; faults InvalidKeyPair.Duplicate and ResourceLimitExceeded. */
export async function keepKeyPair(context: RequestContext, { name, material, tags }: NewKeyPair): Promise<KeyPair> {
  const { accountId, region, requestId, now: createdAt } = context;
  const id = idFromSeed('key', requestId);
  const key: KeyPair = { ...material, accountId, region, id, name, createdAt };
  await change(context, { resources: [ec2Arn(KEY_PAIR, id, context)], detail: { name } }, async (trx) => {
    await lockAccount(trx, accountId); // or two at once would pass the quota
    if (await hasKeyPairs(trx, context, MOST_KEY_PAIRS))
      throw new Fault(
        'ResourceLimitExceeded',
        `An account can have ${MOST_KEY_PAIRS} key pairs in a Region; delete one that is not used.`,
      );
    if (!(await insertKeyPair(trx, key)))
      throw new Fault('InvalidKeyPair.Duplicate', `The keypair '${name}' already exists.`);
    await putTags(trx, tagRows({ accountId, region, resourceId: id, resourceType: 'key-pair' }, tags));
  });
  return key;
}
