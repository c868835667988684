import type { DescribeKeyPairsRequest, DescribeKeyPairsResult, KeyPairInfo, Tag } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { type ListedKeyPair, listKeyPairs } from '../../../views/ec2/key-pairs.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { KEY_PAIR } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { namedItems } from '../listing/named-items.ts';

export const describeKeyPairs: Operation<DescribeKeyPairsRequest, DescribeKeyPairsResult> = {
  weight: 500,

  async handle(request, context) {
    const all = await listKeyPairs(context.db, context);
    const ofIds = namedItems(all, request.KeyPairIds, { kind: KEY_PAIR, idOf: ({ id }) => id });
    const chosen = namedItems(ofIds, request.KeyNames, { kind: NAMED, idOf: ({ name }) => name });
    const tags = await readTags(
      context.db,
      chosen.map(({ id }) => id),
    );
    const keys = chosen.map((key) => describe(key, tags.get(key.id), request.IncludePublicKey === true));
    return { KeyPairs: await filterItems(keys, request.Filters, { accessors, tagsOf: (key) => key.Tags ?? [] }) };
  },
};

const NAMED = {
  ...KEY_PAIR,
  notFound: ([name]: readonly string[]) =>
    new Fault('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`),
};

const describe = (key: ListedKeyPair, tags: Tag[] = [], withPublicKey: boolean): KeyPairInfo => ({
  KeyPairId: key.id,
  KeyType: key.keyType,
  Tags: tags,
  PublicKey: withPublicKey ? `${key.publicKey} ${key.name}` : undefined,
  CreateTime: key.createdAt,
  KeyName: key.name,
  KeyFingerprint: key.fingerprint,
});

const accessors: Accessors<KeyPairInfo> = {
  fingerprint: (key) => key.KeyFingerprint,
  'key-name': (key) => key.KeyName,
  'key-pair-id': (key) => key.KeyPairId,
};
