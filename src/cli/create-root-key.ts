import { readConfig } from '../config.ts';

/** `headroom create-root-key`: one more key for the operator, by the settings of the server and on its machine. */
export async function createRootKey(options: { only?: boolean }): Promise<number> {
  // Loaded here alone: it brings the database along.
  const maintenance = await import('../maintenance/create-root-key.ts');
  const { only = false } = options;
  const created = await maintenance.createRootKey(readConfig(process.env), { only });
  console.log(`Account ${created.accountId}. Its new credentials are shown this once:

  export AWS_ACCESS_KEY_ID=${created.accessKeyId}
  export AWS_SECRET_ACCESS_KEY=${created.secretAccessKey}${only ? '\n\nEvery other key of it ends within five seconds.' : ''}`);
  return 0;
}
