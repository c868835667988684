import { type Kysely, sql } from 'kysely';
import { type Arn, parseArn } from '../domain/arn.ts';
import type { Keys } from '../domain/policies/context.ts';
import { type ResourceFacts, resourceTypeOf } from '../domain/policies/request-context.ts';
import { placementGroupRef } from '../domain/records/placement-group.ts';
import { readEc2Keys } from './ec2-resource-keys.ts';
import type { DB } from './schema.ts';

interface Row {
  readonly arn: string;
  readonly tags: Record<string, string> | null;
  readonly keys: Record<string, string | null> | null;
}

/**
 * What policies can ask of resources, by their ARNs: tags, of EC2's and RDS's what they are, of users and roles what bounds them, of
 * shares and invitations whose they are. Those that are not there have none, nor have those of other accounts that show nothing.
 */
export async function readResourceFacts(
  db: Kysely<DB>,
  arns: readonly string[],
  { accountId }: { readonly accountId: string },
): Promise<Map<string, ResourceFacts>> {
  const named = arns.flatMap((arn) => namedBy(arn, accountId) ?? []);
  const column = (key: keyof Named) => sql`${named.map((one) => one[key])}::text[]`;
  const { rows } = await sql<Row>`
    WITH named AS (
      SELECT * FROM unnest(${column('arn')}, ${column('kind')}, ${column('owner')}, ${column('region')}, ${column('id')},
        ${column('ref')}) AS named (arn, kind, owner, region, id, ref))
    SELECT named.arn, ${TAGS} AS tags, ${keysFor(accountId)} AS keys FROM named LEFT JOIN LATERAL (${IDENTITY}) e ON true`.execute(
    db,
  );
  const ofEc2 = await readKeysOfEc2(db, named, accountId);
  const found = new Map(
    rows.map(({ arn, tags, keys }) => [arn, { tags: tags ?? {}, keys: { ...keysOf(keys), ...ofEc2.get(arn) } }]),
  );
  return new Map(arns.map((arn) => [arn, found.get(arn) ?? NOTHING]));
}

async function readKeysOfEc2(db: Kysely<DB>, named: readonly Named[], accountId: string): Promise<Map<string, Keys>> {
  const all = new Map<string, Keys>();
  const ofEc2 = named.filter(({ kind }) => kind.startsWith('ec2:'));
  for (const [region, some] of Map.groupBy(ofEc2, (one) => one.region)) {
    const typed = some.map(({ kind, ...one }) => ({ ...one, type: kind.slice('ec2:'.length) }));
    const found = await readEc2Keys(db, typed, { accountId, region });
    for (const { arn, type, id } of typed) {
      const keys = found.get(type)?.get(id);
      if (keys) all.set(arn, keys);
    }
  }
  return all;
}

const NOTHING: ResourceFacts = { tags: {}, keys: {} };

/** Looked up by the index of names for each, whatever the planner thinks of how many there are. */
const IDENTITY = sql`
  SELECT tags, permissions_boundary FROM iam_entity
  WHERE named.kind LIKE 'iam:%' AND account_id = named.owner AND kind = split_part(named.kind, ':', 2)
    AND lower(name) COLLATE "C" = lower(named.id) COLLATE "C"
    AND named.arn = 'arn:aws:iam::' || account_id || ':' || kind || path || name
  LIMIT 1`;

/** Of identities tags are with them; others' are rows, by an ARN or an id, which some are not named by, and which names of others could look like. */
const TAGS = sql`
  CASE split_part(named.kind, ':', 1) WHEN 'iam' THEN e.tags ELSE (
    SELECT jsonb_object_agg(t.key, t.value) FROM tag t
    WHERE t.account_id = named.owner AND t.resource_id = ANY(ARRAY[named.arn, CASE named.kind
      WHEN 'rds:db' THEN (
        SELECT d.dbi_resource_id FROM db_instance d
        WHERE d.account_id = named.owner AND d.region = named.region AND d.identifier = lower(named.id))
      WHEN 'ec2:key-pair' THEN (
        SELECT k.key_pair_id FROM key_pair k
        WHERE k.account_id = named.owner AND k.region = named.region AND k.name = named.id)
      WHEN 'ec2:placement-group' THEN (
        SELECT g.record_id FROM ec2_record g
        WHERE g.account_id = named.owner AND g.region = named.region AND g.kind = 'placement-group'
          AND g.refs @> ARRAY[named.ref])
      WHEN 'ssm:managed-instance' THEN named.id
      ELSE CASE WHEN split_part(named.kind, ':', 1) IN ('ec2', 'license-manager', 'organizations') THEN named.id END
      END]))
  END`;

/** Invitations show themselves to who sent them and whom they are for. */
const keysFor = (accountId: string) => sql`
  CASE named.kind
    WHEN 'rds:db' THEN (
      SELECT jsonb_build_object('rds:DatabaseClass', d.class, 'rds:DatabaseEngine', d.engine, 'rds:Vpc', true,
        'rds:StorageSize', d.allocated_storage, 'rds:DatabaseName', d.settings ->> 'DBName',
        'rds:MultiAz', coalesce(d.settings ->> 'MultiAZ', 'false'), 'rds:Piops', coalesce(d.settings ->> 'Iops', '0'),
        'rds:StorageEncrypted', coalesce(d.settings ->> 'StorageEncrypted', 'false'))
      FROM db_instance d
      WHERE d.account_id = named.owner AND d.region = named.region AND d.identifier = lower(named.id))
    WHEN 'iam:user' THEN jsonb_build_object('iam:PermissionsBoundary', e.permissions_boundary)
    WHEN 'iam:role' THEN jsonb_build_object('iam:PermissionsBoundary', e.permissions_boundary)
    WHEN 'ram:resource-share' THEN (
      SELECT jsonb_build_object('ram:ResourceShareName', s.name, 'ram:AllowsExternalPrincipals', s.allow_external,
        'ram:RetainSharingOnAccountLeaveOrganization', false)
      FROM resource_share s WHERE s.share_id = named.id AND s.account_id = named.owner)
    WHEN 'ram:resource-share-invitation' THEN (
      SELECT jsonb_build_object('ram:ResourceShareName', v.share_name, 'ram:ShareOwnerAccountId', v.sender_id)
      FROM resource_share_invitation v WHERE v.invitation_id = named.id AND v.sender_id = named.owner
        AND ${accountId} IN (v.sender_id, v.receiver_id))
  END`;

interface Named {
  readonly arn: string;
  /** Service and type, such as `ec2:instance`. */
  readonly kind: string;
  readonly owner: string;
  readonly region: string;
  readonly id: string;
  /** What a record leads to that is looked up by its name. */
  readonly ref: string;
}

/** What can be another account's and still show what it is: what is shared, an invitation, and what an organization has. */
const SHOWN =
  /^(license-manager:license-configuration|resource-groups:group|ram:resource-share-invitation|organizations:.*)$/;

/** Images and snapshots name no account: their tags are the caller's own (EC2 user guide, tags of shared images). */
function namedBy(text: string, accountId: string): Named | undefined {
  const arn = parseArn(text);
  if (!arn) return undefined;
  const owner = arn.accountId || accountId;
  const kind = `${arn.service}:${resourceTypeOf(text)}`;
  if (owner !== accountId && !SHOWN.test(kind)) return undefined;
  const id = idIn(arn);
  return { arn: text, kind, owner, region: arn.region, id, ref: placementGroupRef(id) };
}

/** A provider's name has slashes; others' paths do. */
const idIn = ({ service, resource }: Arn): string =>
  service === 'iam' && resource.startsWith('oidc-provider/')
    ? resource.slice('oidc-provider/'.length)
    : resource.replace(/^.*[:/]/s, '');

function keysOf(keys: Row['keys']): ResourceFacts['keys'] {
  const known = Object.entries(keys ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(known.map(([key, value]) => [key, [String(value)]]));
}
