import { randomUUID } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { insertShare, putSharePrincipal, putShareResource } from '../src/store/resource-share.ts';
import type { DB } from '../src/store/schema.ts';
import { OTHER_ACCOUNT } from './example-facts.ts';

/** Shares a license configuration, by its ARN or id. */
export async function shareLicense(db: Kysely<DB>, license: string, account = OTHER_ACCOUNT): Promise<void> {
  const id = license.split(':').at(-1)!;
  const { rows } = await sql<{ accountId: string; region: string }>`
    SELECT account_id AS "accountId", region FROM license_configuration WHERE license_configuration_id = ${id}`.execute(
    db,
  );
  const type = 'license-manager:LicenseConfiguration';
  for (const owner of rows) await share(db, owner, { resource: { id, arn: license, type }, account });
}

/** Shares a host resource group, by its ARN. */
export async function shareGroup(db: Kysely<DB>, arn: string, account = OTHER_ACCOUNT): Promise<void> {
  const [, , , region = '', accountId = ''] = arn.split(':');
  await share(db, { accountId, region }, { resource: { id: arn, arn, type: 'resource-groups:Group' }, account });
}

interface Shared {
  readonly resource: Parameters<typeof putShareResource>[2];
  readonly account: string;
}

const share = (db: Kysely<DB>, owner: { accountId: string; region: string }, { resource, account }: Shared) =>
  db.transaction().execute(async (trx: Transaction<DB>) => {
    const at = new Date();
    const made = await insertShare(trx, { ...owner, id: randomUUID(), name: 'test', allowExternal: true, at });
    await putShareResource(trx, made, resource, at);
    await putSharePrincipal(trx, made, { principal: account, external: true, accepted: true }, at);
  });
