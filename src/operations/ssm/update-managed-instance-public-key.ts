import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import type { Operation } from '../../operation.ts';
import { updatePublicKey } from '../../store/managed-instance.ts';
import { change } from '../change.ts';
import { readPublicKey } from './public-key.ts';

interface UpdateManagedInstancePublicKeyRequest {
  readonly NewPublicKey: string;
  readonly NewPublicKeyType: string;
}

/** Changes the RSA key of a server, which signed with the one before: from the commit on only the new one is taken. */
export const updateManagedInstancePublicKey: Operation<UpdateManagedInstancePublicKeyRequest, Record<string, never>> = {
  constraints: { NewPublicKey: { length: [392, 2048] } },
  async handle({ NewPublicKey, NewPublicKeyType }, context) {
    const publicKey = readPublicKey(NewPublicKey, NewPublicKeyType);
    const instanceId = context.principal.accessKeyId;
    await change(context, { resources: [machineArn(instanceId, context)] }, (trx) =>
      updatePublicKey(trx, { instanceId, publicKey, since: context.now }),
    );
    return {};
  },
};
