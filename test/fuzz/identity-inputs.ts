import type { Caller } from '../signed-request.ts';

/** What requests about identities name. */
export interface IdentityWorld {
  readonly accessKeyId: string;
}

export async function createIdentityWorld({ accessKeyId }: Caller): Promise<IdentityWorld> {
  return { accessKeyId };
}

type Inputs = Readonly<Record<string, (world: IdentityWorld) => Record<string, unknown>>>;

export const stsInputs: Inputs = {
  GetAccessKeyInfo: ({ accessKeyId }) => ({ AccessKeyId: accessKeyId }),
  GetCallerIdentity: () => ({}),
  GetSessionToken: () => ({ DurationSeconds: 900 }),
};
