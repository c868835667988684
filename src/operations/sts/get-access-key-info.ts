import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from '@aws-sdk/client-sts';
import type { AccessKeys } from '../../access/access-keys.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';

/** The account of an access key, whichever it is. Of temporary ones nothing is kept, so they are not known here. */
export const getAccessKeyInfo = (
  accessKeys: AccessKeys,
): Operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> => ({
  constraints: {
    AccessKeyId: { length: [16, 128], pattern: /^\w*$/, form: 'letters, digits and underscores' },
  },
  async handle({ AccessKeyId: id }) {
    const accessKey = await accessKeys.findAccessKey(id!);
    if (accessKey) return { Account: accessKey.accountId };
    throw new Fault(
      'ValidationError',
      `No account has the access key ${id}. Those of sessions (ASIA…) are told by GetCallerIdentity, signed with them.`,
    );
  },
});
