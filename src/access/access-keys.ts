import { randomBytes, randomInt } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Actor } from '../domain/commands.ts';
import { entityArn } from '../domain/identities/entity.ts';
import { rootArn } from '../domain/principal.ts';
import {
  deleteAccessKeys,
  findAccessKey,
  findAnyAccessKey,
  type KeyOwner,
  type KeyUse,
  listAccessKeys,
  putAccessKey,
} from '../store/access-key.ts';
import { findOperator, insertAccount, lockAccounts } from '../store/account.ts';
import { insertAuditEvents } from '../store/audit-event.ts';
import type { DB } from '../store/schema.ts';
import { cacheFound } from './access-key-cache.ts';
import { createKeyUse } from './key-use.ts';
import type { SecretBox } from './secret-box.ts';

/** What an access key ID stands for. */
export interface AccessKey {
  readonly accountId: string;
  readonly operator: boolean;
  readonly secret: string;
  /** Whose it is, where it is not the root's. */
  readonly user?: { readonly id: string; readonly arn: string };
}

export interface Credentials {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface AccountRequest {
  readonly accountId?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
}

/** The part of the settings that presets the first account. */
interface FirstAccountSettings {
  readonly accountId: string | undefined;
  readonly rootCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/** Who creates an account, and when, for the audit trail. */
interface Creator {
  readonly actor: Actor;
  readonly at: Date;
}

/** As `Creator`, where the account is the operator's. */
interface RootCreator {
  readonly actor: (accountId: string) => Actor;
  readonly at: Date;
}

/** The account that operates this installation, with the IDs of its access keys, the newest first. */
interface OperatorKeys {
  readonly accountId: string;
  readonly accessKeyIds: readonly string[];
  /** What was made up at this start. */
  readonly created?: Credentials | undefined;
}

export interface AccessKeys {
  /**
   * Undefined for one that is unknown or turned off. An answer may be five seconds old, which is how long a key that another
   * server removed still works.
   */
  readonly findAccessKey: (accessKeyId: string) => Promise<AccessKey | undefined>;
  /** This server looks a key up anew: it was changed. */
  readonly forget: (accessKeyId: string) => void;
  /** Notes, by and by, that a key was used. */
  readonly noteUse: (use: KeyUse) => void;
  /** Makes an access key for a user or a root, in a transaction of the caller. */
  readonly createAccessKey: (transaction: Transaction<DB>, owner: KeyOwner) => Promise<Credentials>;
  /** Creates an account with one access key; what is left out is made up. */
  readonly createAccount: (
    request: AccountRequest,
    by: Creator,
  ) => Promise<Credentials | 'AccountExists' | 'AccessKeyExists'>;
  /**
   * Creates the account that operates this installation. Credentials that were made up are shown before they are
   * stored: whatever ends the process in between, there is no account whose secret nobody saw. Those that `settings`
   * presets are stored at every start, so that a new secret there works after a restart; an access key ID that was
   * preset earlier keeps working. Throws when `settings` contradicts what is stored, or when the stored secrets were
   * sealed under another master key.
   */
  readonly ensureFirstAccount: (
    settings: FirstAccountSettings,
    show?: (madeUp: Credentials) => void,
  ) => Promise<OperatorKeys>;
  /** One more access key for the root of an account that is there. */
  readonly createAccountKey: (accountId: string, by: Creator) => Promise<Credentials>;
  /** One more access key for the operator's account, the only one with `only`. Undefined before the first start. */
  readonly createRootKey: (only: boolean, by: RootCreator) => Promise<Credentials | undefined>;
}

export interface AccessKeysOptions {
  readonly db: Kysely<DB>;
  readonly secretBox: SecretBox;
  /** Milliseconds. */
  readonly clock?: () => number;
}

/** The access keys that the database holds, their secrets sealed in `secretBox`. */
export function createAccessKeys({ db, secretBox, clock = Date.now }: AccessKeysOptions): AccessKeys {
  const { find, forget } = cacheFound(async (accessKeyId: string): Promise<AccessKey | undefined> => {
    const row = await findAccessKey(db, accessKeyId);
    if (!row?.active) return undefined;
    const { accountId, operator, secretSealed, user } = row;
    const secret = secretBox.open(accessKeyId, secretSealed);
    if (!user) return { accountId, operator, secret };
    return { accountId, operator, secret, user: { id: user.id, arn: entityArn({ accountId, kind: 'user', ...user }) } };
  }, clock);
  const inTurn = <T>(work: (accounts: Accounts) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (transaction) => {
      await lockAccounts(transaction);
      return work({ transaction, secretBox });
    });
  return {
    // What cannot be an access key ID is not sent to the database, which refuses some characters.
    findAccessKey: async (accessKeyId) => (/^\w{16,128}$/.test(accessKeyId) ? find(accessKeyId) : undefined),
    forget,
    noteUse: createKeyUse(db),
    createAccessKey: async (transaction, { accountId, userId }) => {
      const credentials = complete({ accountId });
      await store({ transaction, secretBox }, credentials, userId);
      return credentials;
    },
    createAccount: (request, by) => inTurn((accounts) => createAccount(accounts, request, by)),
    ensureFirstAccount: (settings, show) => inTurn((accounts) => ensureFirstAccount(accounts, settings, show)),
    createAccountKey: (accountId, by) => inTurn((accounts) => createAccountKey(accounts, accountId, by)),
    createRootKey: (only, by) => inTurn((accounts) => createRootKey(accounts, only, by)),
  };
}

interface Accounts {
  readonly transaction: Transaction<DB>;
  readonly secretBox: SecretBox;
}

async function createAccount(accounts: Accounts, request: AccountRequest, { actor, at }: Creator) {
  const credentials = complete(request);
  if (await findAccessKey(accounts.transaction, credentials.accessKeyId)) return 'AccessKeyExists';
  const account = { accountId: credentials.accountId, operator: false };
  if (!(await insertAccount(accounts.transaction, account))) return 'AccountExists';
  await store(accounts, credentials);
  const { accountId, accessKeyId } = credentials;
  const event = { actor, resources: [rootArn(accountId)], detail: { accountId, accessKeyId } };
  await insertAuditEvents([event], at).execute(accounts.transaction);
  return credentials;
}

async function createAccountKey(accounts: Accounts, accountId: string, { actor, at }: Creator): Promise<Credentials> {
  const credentials = complete({ accountId });
  await store(accounts, credentials);
  const event = { actor, resources: [rootArn(accountId)], detail: { accountId, accessKeyId: credentials.accessKeyId } };
  await insertAuditEvents([event], at).execute(accounts.transaction);
  return credentials;
}

async function createRootKey(accounts: Accounts, only: boolean, by: RootCreator) {
  const { transaction } = accounts;
  const accountId = await findOperator(transaction);
  if (accountId === undefined) return undefined;
  const credentials = complete({ accountId });
  const removed = only ? await deleteAccessKeys(transaction, { accountId }) : [];
  await store(accounts, credentials);
  const detail = { accountId, accessKeyId: credentials.accessKeyId, removed };
  const event = { actor: by.actor(accountId), resources: [rootArn(accountId)], detail };
  await insertAuditEvents([event], by.at).execute(transaction);
  return credentials;
}

async function ensureFirstAccount(
  accounts: Accounts,
  settings: FirstAccountSettings,
  show: (madeUp: Credentials) => void = () => {},
): Promise<OperatorKeys> {
  const { transaction, secretBox } = accounts;
  const anyKey = await findAnyAccessKey(transaction);
  if (anyKey) secretBox.open(anyKey.accessKeyId, anyKey.secretSealed);

  const operator = await findOperator(transaction);
  const preset = settings.rootCredentials;
  const credentials = complete({ accountId: operator ?? settings.accountId, ...preset });
  if (operator === undefined) await insertOperator(transaction, credentials.accountId);
  else if (settings.accountId !== undefined && settings.accountId !== operator)
    throw wrongAccount(settings.accountId, operator);
  if (operator === undefined || preset) await store(accounts, credentials);
  const created = operator === undefined && !preset ? credentials : undefined;
  if (created) show(created);
  const { accountId } = credentials;
  const keys = await listAccessKeys(transaction, { accountId });
  return { accountId, accessKeyIds: keys.slice(0, 10).map(({ accessKeyId }) => accessKeyId), created };
}

async function insertOperator(transaction: Transaction<DB>, accountId: string): Promise<void> {
  if (await insertAccount(transaction, { accountId, operator: true })) return;
  throw new Error(`Account ${accountId} exists and is not the operator's. Set HEADROOM_ACCOUNT_ID to another one.`);
}

const wrongAccount = (accountId: string, operator: string) =>
  new Error(
    `HEADROOM_ACCOUNT_ID is ${accountId}, but the first account of this database is ${operator}. ` +
      `Set it to ${operator} or remove it; for another first account use another database.`,
  );

async function store({ transaction, secretBox }: Accounts, credentials: Credentials, userId?: string): Promise<void> {
  const { accountId, accessKeyId, secretAccessKey } = credentials;
  const secretSealed = secretBox.seal(accessKeyId, secretAccessKey);
  if (await putAccessKey(transaction, { accessKeyId, accountId, userId, secretSealed })) return;
  throw new Error(
    `Access key ${accessKeyId} belongs to another account. Set HEADROOM_ROOT_ACCESS_KEY_ID to a new one.`,
  );
}

const complete = (request: AccountRequest): Credentials => ({
  accountId: request.accountId ?? `${randomInt(100_000_000_000, 1_000_000_000_000)}`,
  accessKeyId: request.accessKeyId ?? randomKeyId('AKIA'),
  secretAccessKey: request.secretAccessKey ?? randomBytes(30).toString('base64'),
});

const keyIdAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An access key ID: its kind in four letters and sixteen random ones. */
export const randomKeyId = (kind: 'AKIA' | 'ASIA'): string =>
  kind + Array.from(randomBytes(16), (byte) => keyIdAlphabet[byte % keyIdAlphabet.length]).join('');
