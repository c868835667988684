import type { GetEbsEncryptionByDefaultRequest, GetEbsEncryptionByDefaultResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';

/** A volume is encrypted where its launch, its image or its snapshot says so; no account has it otherwise. */
export const getEbsEncryptionByDefault: Operation<GetEbsEncryptionByDefaultRequest, GetEbsEncryptionByDefaultResult> = {
  handle: async () => ({ EbsEncryptionByDefault: false, SseType: 'none' }),
};
