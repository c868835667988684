import { findInstanceType } from '../catalogue/instance-types.ts';
import type { Server } from '../discovery/server.ts';
import type { Resource } from '../resource.ts';

export type DbState = 'creating' | 'available' | 'modifying' | 'stopping' | 'stopped' | 'starting' | 'deleting';

/** How long the embedded compute takes for a passing state, in milliseconds. */
export const PASSING_MS = 500;

/** What RDS keeps of a database and gives back, and nothing here decides on: members of CreateDBInstance. */
export type DbSettings = Readonly<Record<string, unknown>>;

/** A database among those of an account. */
export interface DbName {
  readonly region: string;
  /** Lower case. */
  readonly identifier: string;
}

export interface DbInstance extends DbName {
  readonly accountId: string;
  readonly dbiResourceId: string;
  readonly class: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly licenseModel: string;
  /** GiB. */
  readonly allocatedStorage: number;
  readonly masterUsername: string;
  readonly optionGroupName: string | undefined;
  readonly state: DbState;
  readonly settings: DbSettings;
  readonly createdAt: Date;
  /** Of a read replica: what it replicates. */
  readonly source: DbName | undefined;
  /** Its read replicas, in the order in which they were made. */
  readonly replicas: readonly DbName[];
}

/** The vCPUs of a class such as `db.r6i.2xlarge`, which are those of the instance type; undefined for a class that is not known. */
export const vcpusOfClass = (name: string): number | undefined =>
  name.startsWith('db.') ? findInstanceType(name.slice('db.'.length))?.vcpus : undefined;

/** The id of a database among all resources: identifiers repeat from one account and Region to another. */
export const dbResource = ({
  accountId,
  region,
  identifier,
}: Pick<DbInstance, 'accountId' | 'region' | 'identifier'>): Resource => ({
  type: 'RDS',
  id: `${accountId}:${region}:${identifier}`,
  ownerId: accountId,
  region,
});

const ALWAYS = new Date(8.64e15);

/** A database as what licenses count: from its creation until it is deleted, but while it is stopped. */
export const serverOfDatabase = (
  database: Pick<DbInstance, 'accountId' | 'region' | 'identifier' | 'class' | 'state'>,
): Server => ({
  resource: dbResource(database),
  presentUntil: database.state === 'stopped' ? undefined : ALWAYS,
  cpus: vcpusOfClass(database.class),
});

export interface DbOption {
  readonly OptionName?: string | undefined;
  readonly OptionSettings?:
    | readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[]
    | undefined;
}

/** By license pack, the JSON path of options that need it; it agrees with `licensePacks`. */
const OPTION_PATHS: Readonly<Record<string, string>> = {
  ols: '$[*] ? (@.OptionName == "OLS")',
  olap: '$[*] ? (@.OptionName == "OLAP")',
  'data guard': '$[*] ? (@.OptionName == "DATA_GUARD")',
  'diagnostic pack sqlt': sqltPath('"D"', '"T"'),
  'tuning pack sqlt': sqltPath('"T"'),
};

export const packNames = Object.keys(OPTION_PATHS);

/** Where in the options of a group a license pack is; undefined for a pack that no option needs. */
export const optionPath = (pack: string): string | undefined =>
  Object.hasOwn(OPTION_PATHS, pack) ? OPTION_PATHS[pack] : undefined;

function sqltPath(...packs: readonly string[]): string {
  const isPack = packs.map((pack) => `@.Value == ${pack}`).join(' || ');
  return `$[*] ? (@.OptionName == "SQLT" && exists(@.OptionSettings[*] ? (@.Name == "LICENSE_PACK" && (${isPack}))))`;
}

/**
 * The license packs that options of Oracle need, by the values of the discovery filter "License Pack". SQLT uses the
 * packs that its setting LICENSE_PACK names: T both tuning and diagnostic, D diagnostic alone, N none (RDS user guide).
 */
export function licensePacks(options: readonly DbOption[]): string[] {
  return options.flatMap(({ OptionName: name, OptionSettings: settings = [] }) => {
    if (name === 'OLS') return ['ols'];
    if (name === 'OLAP') return ['olap'];
    // No option of a group: what a read replica of Oracle needs (the view current_db_instance).
    if (name === 'DATA_GUARD') return ['data guard'];
    if (name !== 'SQLT') return [];
    const pack = settings.find(({ Name }) => Name === 'LICENSE_PACK')?.Value ?? 'N';
    if (pack === 'T') return ['diagnostic pack sqlt', 'tuning pack sqlt'];
    return pack === 'D' ? ['diagnostic pack sqlt'] : [];
  });
}
