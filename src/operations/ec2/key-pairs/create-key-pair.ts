import type { CreateKeyPairRequest, KeyPair } from '@aws-sdk/client-ec2';
import { ec2Keys } from '../../../domain/policies/ec2-keys.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, KEY_PAIR } from '../ec2-ids.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { keepKeyPair } from './keep-key-pair.ts';
import { generateKey } from './key-material.ts';

/** The private key is in this answer and nowhere else. */
export const createKeyPair: Operation<CreateKeyPairRequest, KeyPair> = {
  constraints: {
    KeyName: { length: [1, 255] },
    KeyType: { oneOf: ['rsa', 'ed25519'] },
    KeyFormat: { oneOf: ['pem', 'ppk'] },
  },

  weight: 500, // the primes of an RSA key take a tenth of a second

  resources: ({ KeyName: name }, scope) => (name ? [ec2Arn(KEY_PAIR, name, scope)] : []),
  keys: ({ KeyType = 'rsa' }) => ec2Keys({ KeyPairType: KeyType }),

  async handle(request, context) {
    if (request.KeyFormat === 'ppk')
      throw new Fault('UnsupportedOperation', 'Headroom gives keys in the format pem only; PuTTYgen converts them.');
    const tags = tagsFor(request.TagSpecifications, 'key-pair');
    const { privateKey, ...material } = await generateKey(request.KeyType ?? 'rsa');
    const { id, name, fingerprint } = await keepKeyPair(context, { name: request.KeyName!, material, tags });
    return { KeyPairId: id, Tags: tagList(tags), KeyName: name, KeyFingerprint: fingerprint, KeyMaterial: privateKey };
  },
};
