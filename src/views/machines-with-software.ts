import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '../domain/decision.ts';

/**
 * A statement: the sequences, as `sequence`, of the servers of an account and Region that have an application whose name
 * `n.name` meets a condition, ascending behind `after`, so many at most. It looks at one block of servers, then at twice as
 * many each time until it has them: neither a name that all have costs more than a page of them, nor one that few have
 * more than a few looks.
 */
export const machinesWithSoftware = (
  { accountId, region }: Scope,
  { named, after, limit }: { named: RawBuilder<unknown>; after: number; limit: number },
): RawBuilder<unknown> => sql`
  SELECT found.machine AS sequence FROM (
    SELECT first + (1::bigint << step) - 1 AS low, least(first + (2::bigint << step) - 2, last) AS high
    FROM (
      SELECT software_block(${after}::bigint) AS first, software_block(max(sequence)) AS last FROM managed_instance
      WHERE account_id = ${accountId} AND region = ${region}
    ) blocks, generate_series(0, 50) AS step
    WHERE first + (1::bigint << step) - 1 <= last
  ) chunk CROSS JOIN LATERAL (
    SELECT array_agg(n.software_name_id) AS ids FROM software_name n
    WHERE n.block = ANY(ARRAY(SELECT generate_series(low, high)))
      AND n.account_id = ${accountId} AND n.region = ${region} AND ${named}
  ) numbers CROSS JOIN LATERAL (
    SELECT machine FROM (
      SELECT s.machine FROM installed_software s WHERE s.software_name_ids && ids
      OFFSET 0 -- the index of names finds the few; the order of machines would have all of them read
    ) having_it WHERE machine > ${after} ORDER BY machine LIMIT ${limit}
  ) found LIMIT ${limit}`;
