import type { ImportKeyPairRequest, ImportKeyPairResult } from '@aws-sdk/client-ec2';
import { ec2Keys } from '../../../domain/policies/ec2-keys.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, KEY_PAIR } from '../ec2-ids.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { keepKeyPair } from './keep-key-pair.ts';
import { readPublicKey } from './key-material.ts';

export const importKeyPair: Operation<ImportKeyPairRequest, ImportKeyPairResult> = {
  constraints: { KeyName: { length: [1, 255] } },

  resources: ({ KeyName: name }, scope) => (name ? [ec2Arn(KEY_PAIR, name, scope)] : []),
  keys: ({ PublicKeyMaterial: material }) => ec2Keys({ KeyPairType: material && readMaterial(material)?.keyType }),

  async handle(request, context) {
    const tags = tagsFor(request.TagSpecifications, 'key-pair');
    const material = readMaterial(request.PublicKeyMaterial!);
    if (!material) throw new Fault('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
    const { id, name, fingerprint } = await keepKeyPair(context, { name: request.KeyName!, material, tags });
    return { KeyFingerprint: fingerprint, KeyName: name, KeyPairId: id, Tags: tagList(tags) };
  },
};

const readMaterial = (material: Uint8Array) => readPublicKey(Buffer.from(material).toString());
