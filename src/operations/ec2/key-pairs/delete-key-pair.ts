import type { DeleteKeyPairRequest, DeleteKeyPairResult } from '@aws-sdk/client-ec2';
import { CommonFault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteKeyPairRow } from '../../../store/key-pair.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { listKeyPairs } from '../../../views/ec2/key-pairs.ts';
import { change } from '../../change.ts';
import { ec2Arn, KEY_PAIR } from '../ec2-ids.ts';

/** Machines keep the name of a key pair that is gone. To delete one that is not there is no fault (API reference). */
export const deleteKeyPair: Operation<DeleteKeyPairRequest, DeleteKeyPairResult> = {
  // Its ARN has the name.
  async resources({ KeyName: name, KeyPairId: id }, scope) {
    const named = id ? (await listKeyPairs(scope.db, scope)).find((key) => key.id === id)?.name : name;
    return named ? [ec2Arn(KEY_PAIR, named, scope)] : [];
  },

  async handle({ KeyName: name, KeyPairId: id }, context) {
    if (!name && !id)
      throw new CommonFault('MissingMember', 'The request must contain the parameter KeyName or KeyPairId');
    const keys = await listKeyPairs(context.db, context);
    const key = keys.find((one) => (id ? one.id === id : one.name === name));
    if (!key) return { Return: true };
    await change(
      context,
      { resources: [ec2Arn(KEY_PAIR, key.id, context)], detail: { name: key.name } },
      async (trx) => {
        await deleteKeyPairRow(trx, key.id);
        await deleteAllTags(trx, [key.id]);
      },
    );
    return { Return: true, KeyPairId: key.id };
  },
};
