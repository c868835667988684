import { type Kysely, sql } from 'kysely';
import { parseArn } from '../domain/arn.ts';
import type { ResourceFacts } from '../domain/policies/request-context.ts';
import type { DB } from './schema.ts';

interface Row {
  readonly arn: string;
  readonly tags: Record<string, string> | null;
  readonly instanceType: string | null;
  readonly tenancy: string | null;
  readonly availabilityZone: string | null;
}

/** What policies can ask of resources, by their ARNs: tags, and of instances what they are. Those that are not there have none. */
export async function readResourceFacts(db: Kysely<DB>, arns: readonly string[]): Promise<Map<string, ResourceFacts>> {
  const ids = arns.map((arn) => parseArn(arn)?.resource.replace(/^.*[:/]/s, '') ?? '');
  const { rows } = await sql<Row>`
    SELECT named.arn,
      (SELECT json_object_agg(t.key, t.value) FROM tag t
        WHERE t.resource_id = ANY(ARRAY[named.arn, named.id, d.dbi_resource_id, k.key_pair_id])) AS tags,
      i.instance_type AS "instanceType", i.tenancy, i.availability_zone AS "availabilityZone"
    FROM unnest(${arns}::text[], ${ids}::text[]) AS named (arn, id)
      LEFT JOIN instance i ON i.instance_id = named.id AND named.arn LIKE 'arn:aws:ec2:%:instance/%'
      LEFT JOIN db_instance d ON d.identifier = lower(named.id) AND named.arn LIKE 'arn:aws:rds:%:db:%'
        AND d.account_id = split_part(named.arn, ':', 5) AND d.region = split_part(named.arn, ':', 4)
      LEFT JOIN key_pair k ON k.name = named.id AND named.arn LIKE 'arn:aws:ec2:%:key-pair/%'
        AND k.account_id = split_part(named.arn, ':', 5) AND k.region = split_part(named.arn, ':', 4)`.execute(db);
  return new Map(rows.map((row) => [row.arn, factsOf(row)]));
}

function factsOf({ tags, instanceType, tenancy, availabilityZone }: Row): ResourceFacts {
  const keys = { 'ec2:InstanceType': instanceType, 'ec2:Tenancy': tenancy, 'ec2:AvailabilityZone': availabilityZone };
  const known = Object.entries(keys).flatMap(([key, value]) => (value ? [[key, [value]] as const] : []));
  return { tags: tags ?? {}, keys: Object.fromEntries(known) };
}
