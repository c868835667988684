import { type Credentials, createAccessKeys } from '../access/access-keys.ts';
import { readMasterKey } from '../access/master-key.ts';
import { createSecretBox } from '../access/secret-box.ts';
import type { Config } from '../config.ts';
import { connect } from '../drivers/database/connect.ts';
import { systemActor } from '../ledger/system-actor.ts';
import type { DB } from '../store/schema.ts';
import { withOwnDatabase } from './own-database.ts';

/**
 * One more access key for the account that operates the server, the only one with `only`, for whoever lost the first:
 * it takes the server's settings, and so its machine, in place of credentials.
 */
export async function createRootKey(config: Config, { only }: { only: boolean }): Promise<Credentials> {
  return withOwnDatabase(config, async (url) => {
    const { db, close } = await connect<DB>({ url, max: 1, onConnectionLost: () => {} });
    try {
      const secretBox = createSecretBox(config.masterKey ?? readMasterKey(config.dataFolder));
      const accessKeys = createAccessKeys({ db, secretBox });
      const actor = (accountId: string) => systemActor({ accountId, region: '-' }, 'headroom:CreateRootKey');
      const created = await accessKeys.createRootKey(only, { actor, at: new Date() });
      if (created) return created;
    } finally {
      await close();
    }
    throw new Error('No account operates this server yet. Start it once, and it shows the credentials of one.');
  });
}
