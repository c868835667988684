import type { Kysely } from 'kysely';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { organizationsOperations } from '../../src/operations/organizations/index.ts';
import { insertAccount } from '../../src/store/account.ts';
import type { DB } from '../../src/store/schema.ts';
import { serviceNamed } from '../../src/wire/services.ts';
import { freshDatabase } from '../database.ts';
import { type JsonService, jsonService } from '../json-service.ts';

export const MANAGEMENT = { accountId: '111111111111' };
export const MEMBER = { accountId: '222222222222' };
export const OUTSIDER = { accountId: '333333333333' };

type Name = keyof typeof organizationsOperations & string;

/** Organizations with three accounts that are in none. */
export interface World extends JsonService<Name> {
  readonly db: Kysely<DB>;
  /** An organization of the management account, with the member in it. Resolves with its root. */
  organization(): Promise<string>;
  /** Makes a unit and resolves with its id. */
  unit(parentId: string, name: string): Promise<string>;
  /** Invites an account, which accepts. */
  join(account: { accountId: string }): Promise<void>;
  /** Makes an account in the organization. */
  created(name: string): Promise<{ accountId: string }>;
}

/** On a database of its own. */
export async function startWorld(): Promise<World> {
  const { db } = await freshDatabase();
  return organizationsOn(db, createLedger({ db }));
}

/** On a database that is there, with whatever of the accounts it lacks. */
export async function organizationsOn(db: Kysely<DB>, ledger: Ledger): Promise<World> {
  for (const { accountId } of [MANAGEMENT, MEMBER, OUTSIDER])
    await db.transaction().execute((trx) => insertAccount(trx, { accountId, operator: false }));
  const service = jsonService(serviceNamed('organizations'), organizationsOperations, { db, ledger });
  const { call } = service;

  const join = async (account: { accountId: string }) => {
    const Target = { Type: 'ACCOUNT', Id: account.accountId };
    const { Handshake } = await call('InviteAccountToOrganization', { Target }, MANAGEMENT);
    await call('AcceptHandshake', { HandshakeId: Handshake.Id }, account);
  };
  return {
    db,
    ...service,
    join,
    organization: async () => {
      await call('CreateOrganization', {}, MANAGEMENT);
      await join(MEMBER);
      return (await call('ListRoots', {}, MANAGEMENT)).Roots[0].Id;
    },
    unit: async (ParentId, Name) =>
      (await call('CreateOrganizationalUnit', { ParentId, Name }, MANAGEMENT)).OrganizationalUnit.Id,
    created: async (name) => {
      const request = { AccountName: name, Email: `${name}@example.com` };
      const { CreateAccountStatus } = await call('CreateAccount', request, MANAGEMENT);
      return { accountId: CreateAccountStatus.AccountId };
    },
  };
}

export const NO_LAUNCHES = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' }],
});
