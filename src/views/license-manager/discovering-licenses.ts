import { type Kysely, sql } from 'kysely';
import type { ProductInformation } from '../../domain/licenses/product-information.ts';
import type { DB } from '../../store/schema.ts';

/** A license that an instance is tied to, with what automated discovery goes by. */
export interface DiscoveringLicense {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly productInformation: readonly ProductInformation[];
}

/** The licenses that an instance is tied to. */
export async function readDiscoveringLicenses(db: Kysely<DB>, instanceId: string): Promise<DiscoveringLicense[]> {
  const { rows } = await sql<DiscoveringLicense>`
    SELECT l.license_configuration_id AS id, l.account_id AS "accountId", l.region,
      l.product_information AS "productInformation"
    FROM license_association a JOIN license_configuration l USING (license_configuration_id)
    WHERE a.resource_id = ${instanceId} ORDER BY 1`.execute(db);
  return rows;
}
