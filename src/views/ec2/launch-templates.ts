import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { type Kysely, sql } from 'kysely';
import type { DB } from '../../store/schema.ts';
import { ownedBy } from '../owned-by.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** Which version of which launch template: by id or, without one, by name; without a version, the default one. */
export interface LaunchTemplateVersionRef {
  readonly launchTemplateId?: string | undefined;
  readonly launchTemplateName?: string | undefined;
  /** A number as text, `$Latest` or `$Default`. */
  readonly version?: string | undefined;
}

export type LaunchTemplateProblem =
  | { readonly ok: false; readonly kind: 'template-id-not-found'; readonly launchTemplateId: string }
  | { readonly ok: false; readonly kind: 'template-name-not-found'; readonly launchTemplateName: string }
  | {
      readonly ok: false;
      readonly kind: 'version-not-found';
      readonly launchTemplateId: string;
      readonly version: string;
    };

export interface FoundLaunchTemplateVersion {
  readonly ok: true;
  readonly launchTemplateId: string;
  readonly launchTemplateName: string;
  readonly version: number;
  readonly data: RequestLaunchTemplateData;
}

export interface LaunchTemplateRow {
  readonly launchTemplateId: string;
  readonly launchTemplateName: string;
  readonly sequence: number;
  readonly defaultVersion: number;
  /** The highest version that exists; higher ones may have been deleted. */
  readonly latestVersion: number;
  readonly createdAt: Date;
  readonly createdBy: string;
}

const TEMPLATES = sql`
  SELECT t.launch_template_id AS "launchTemplateId", t.name AS "launchTemplateName", t.sequence,
    t.default_version AS "defaultVersion", t.created_at AS "createdAt", t.created_by AS "createdBy",
    (SELECT max(v.version) FROM launch_template_version v WHERE v.launch_template_id = t.launch_template_id) AS "latestVersion"
  FROM launch_template t`;

interface TemplateQuery {
  /** Those of these ids or names; all without it. */
  readonly named?: { readonly ids: readonly string[]; readonly names: readonly string[] };
  /** Those created after the one of this sequence, so many at the most. */
  readonly after?: number;
  readonly limit?: number;
}

/** The account's launch templates in the Region, in the order they were created. */
export async function listLaunchTemplates(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { named, after = 0, limit }: TemplateQuery = {},
): Promise<LaunchTemplateRow[]> {
  const chosen = named ? sql`AND (t.launch_template_id = ANY(${named.ids}) OR t.name = ANY(${named.names}))` : sql``;
  const { rows } = await sql<LaunchTemplateRow>`
    ${TEMPLATES} WHERE t.account_id = ${accountId} AND t.region = ${region} AND t.sequence > ${after} ${chosen}
    ORDER BY t.sequence LIMIT ${limit ?? null}`.execute(db);
  return rows;
}

/** The launch template with that id or, without an id, that name. */
export async function findLaunchTemplate(
  db: Kysely<DB>,
  { accountId, region }: Scope,
  { launchTemplateId: id, launchTemplateName: name }: LaunchTemplateVersionRef,
): Promise<LaunchTemplateRow | LaunchTemplateProblem> {
  const named =
    id === undefined
      ? sql`t.account_id = ${accountId} AND t.region = ${region} AND t.name = ${name ?? ''}`
      : sql`t.launch_template_id = ${id} AND ${ownedBy({ accountId, region }, 't')}`;
  const { rows } = await sql<LaunchTemplateRow>`${TEMPLATES} WHERE ${named}`.execute(db);
  if (rows[0]) return rows[0];
  return id === undefined
    ? { ok: false, kind: 'template-name-not-found', launchTemplateName: name ?? '' }
    : { ok: false, kind: 'template-id-not-found', launchTemplateId: id };
}

/** The launch parameters of one version of the account's launch template in the Region. */
export async function findLaunchTemplateVersion(
  db: Kysely<DB>,
  scope: Scope,
  ref: LaunchTemplateVersionRef,
): Promise<FoundLaunchTemplateVersion | LaunchTemplateProblem> {
  const template = await findLaunchTemplate(db, scope, ref);
  if ('kind' in template) return template;
  const { launchTemplateId, launchTemplateName } = template;
  const text = ref.version || '$Default';
  const version = versionNumber(text, template);
  const [found] = version === undefined ? [] : await listVersions(db, [{ launchTemplateId, version }]);
  return found
    ? { ok: true, launchTemplateId, launchTemplateName, version: found.version, data: found.data }
    : { ok: false, kind: 'version-not-found', launchTemplateId, version: text };
}

/** The number that a version's text stands for, or undefined where it stands for none. */
export function versionNumber(
  text: string,
  { defaultVersion, latestVersion }: { defaultVersion: number; latestVersion: number },
): number | undefined {
  if (text === '$Default') return defaultVersion;
  if (text === '$Latest') return latestVersion;
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export interface LaunchTemplateVersionRow {
  readonly launchTemplateId: string;
  readonly launchTemplateName: string;
  readonly sequence: number;
  readonly version: number;
  readonly isDefault: boolean;
  readonly description: string | null;
  readonly data: RequestLaunchTemplateData;
  readonly createdAt: Date;
  readonly createdBy: string;
}

const VERSIONS = sql`
  SELECT v.launch_template_id AS "launchTemplateId", t.name AS "launchTemplateName", t.sequence, v.version,
    v.version = t.default_version AS "isDefault", v.description, v.data, v.created_at AS "createdAt",
    v.created_by AS "createdBy"
  FROM launch_template_version v JOIN launch_template t USING (launch_template_id)`;

/** These versions, as far as they are there: the templates as they were created and the newest version first. */
export async function listVersions(
  db: Kysely<DB>,
  named: readonly { readonly launchTemplateId: string; readonly version: number }[],
): Promise<LaunchTemplateVersionRow[]> {
  const [ids, versions] = [named.map((one) => one.launchTemplateId), named.map((one) => one.version)];
  const { rows } = await sql<LaunchTemplateVersionRow>`
    ${VERSIONS} WHERE (v.launch_template_id, v.version) IN (SELECT * FROM unnest(${ids}::text[], ${versions}::bigint[]))
    ORDER BY t.sequence, v.version DESC`.execute(db);
  return rows.map((row) => ({ ...row, data: reviveDates(row.data) }));
}

/** So many versions of a launch template at the most, from a number down to another. */
export async function listVersionsDown(
  db: Kysely<DB>,
  launchTemplateId: string,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<LaunchTemplateVersionRow[]> {
  const { rows } = await sql<LaunchTemplateVersionRow>`
    ${VERSIONS} WHERE v.launch_template_id = ${launchTemplateId} AND v.version BETWEEN ${to}::bigint AND ${from}::bigint
    ORDER BY v.version DESC LIMIT ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, data: reviveDates(row.data) }));
}

/** The one date that launch parameters hold was stored as text. */
function reviveDates(data: RequestLaunchTemplateData): RequestLaunchTemplateData {
  const { InstanceMarketOptions: market } = data;
  const spot = market?.SpotOptions;
  if (!spot?.ValidUntil) return data;
  const SpotOptions = { ...spot, ValidUntil: new Date(spot.ValidUntil) };
  return { ...data, InstanceMarketOptions: { ...market, SpotOptions } };
}
