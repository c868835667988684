import { sql, type Transaction } from 'kysely';
import type { Server } from '../domain/discovery/server.ts';
import { INACTIVE_MS } from '../domain/managed-instances/ping-status.ts';
import type { DB } from './schema.ts';
import { deleteAllTags } from './tag.ts';

export interface ServerRow {
  account_id: string;
  region: string;
  instance_id: string;
  last_ping_at: Date | null;
  cpus: string | null;
}

/** Of the table managed_instance as m. */
export const SERVER_COLUMNS = sql`
  m.account_id, m.region, m.instance_id, m.last_ping_at,
  (SELECT i.content -> 0 ->> 'CPUs' FROM inventory_item i
    WHERE i.instance_id = m.instance_id AND i.type_name = 'AWS:InstanceDetailedInformation') AS cpus`;

/** Locks servers outside EC2, in id order, with what licenses count of them. */
export async function lockServers(trx: Transaction<DB>, ids: readonly string[]): Promise<Server[]> {
  const { rows } = await sql<ServerRow>`
    SELECT ${SERVER_COLUMNS} FROM managed_instance m WHERE m.instance_id = ANY(${ids}) ORDER BY m.instance_id FOR NO KEY UPDATE OF m`.execute(
    trx,
  );
  return rows.map(toServer);
}

/** Agents write texts, empty where a number is not known. */
export const toServer = (row: ServerRow): Server => ({
  resource: {
    type: 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
    id: row.instance_id,
    ownerId: row.account_id,
    region: row.region,
  },
  presentUntil: row.last_ping_at ? new Date(row.last_ping_at.getTime() + INACTIVE_MS) : undefined,
  cpus: /^[1-9]\d{0,5}$/.test(row.cpus ?? '') ? Number(row.cpus) : undefined,
});

/** Forgets servers, with their inventory and their tags. */
export async function deleteServers(trx: Transaction<DB>, ids: readonly string[]): Promise<void> {
  await sql`
    DELETE FROM installed_software s USING managed_instance m
    WHERE m.instance_id = ANY(${ids}) AND s.machine = m.sequence`.execute(trx);
  await sql`DELETE FROM managed_instance WHERE instance_id = ANY(${ids})`.execute(trx);
  await deleteAllTags(trx, [...ids]);
}
