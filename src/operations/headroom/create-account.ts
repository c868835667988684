import type { AccessKeys } from '../../access/access-keys.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { actorOf } from '../change.ts';

interface CreateAccountRequest {
  readonly AccountId?: string;
}

interface CreateAccountResponse {
  readonly AccountId: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
}

/** Adds an account with a root access key, whose secret is shown this once. For the operator. */
export const createAccount = (accessKeys: AccessKeys): Operation<CreateAccountRequest, CreateAccountResponse> => ({
  constraints: { AccountId: { pattern: /^[0-9]{12}$/, form: 'an account ID of 12 digits' } },
  async handle({ AccountId }, context) {
    const by = { actor: actorOf(context), at: context.now };
    const created = await accessKeys.createAccount({ accountId: AccountId }, by);
    if (typeof created === 'string') throw new Fault('ConflictException', `Account ${AccountId} exists already.`, 409);
    context.log.info({ accountId: created.accountId }, 'account created');
    return { AccountId: created.accountId, AccessKeyId: created.accessKeyId, SecretAccessKey: created.secretAccessKey };
  },
});
