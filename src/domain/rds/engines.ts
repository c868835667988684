/** What of a database engine matters here: RDS user guide, engine versions, licensing options, default ports. */
export interface Engine {
  /** The first is the default. */
  readonly licenseModels: readonly string[];
  readonly version: string;
  readonly port: number;
  /** The value of the discovery filter "Engine Edition", where it has one. */
  readonly edition?: string;
  /** How many read replicas one may have; none without. */
  readonly replicas?: number;
  /** Whether replicas may have replicas. */
  readonly cascades?: true;
}

const BYOL = 'bring-your-own-license';
const INCLUDED = 'license-included';
const GPL = 'general-public-license';

const ENGINES: Readonly<Record<string, Engine>> = {
  'oracle-ee': {
    licenseModels: [BYOL],
    version: '19.0.0.0.ru-2025-10.rur-2025-10.r1',
    port: 1521,
    edition: 'oracle-ee',
    replicas: 5,
  },
  'oracle-ee-cdb': {
    licenseModels: [BYOL],
    version: '19.0.0.0.ru-2025-10.rur-2025-10.r1',
    port: 1521,
    edition: 'oracle-ee',
    replicas: 5,
  },
  'oracle-se2': {
    licenseModels: [BYOL, INCLUDED],
    version: '19.0.0.0.ru-2025-10.rur-2025-10.r1',
    port: 1521,
    edition: 'oracle-se2',
  },
  'oracle-se2-cdb': {
    licenseModels: [BYOL, INCLUDED],
    version: '19.0.0.0.ru-2025-10.rur-2025-10.r1',
    port: 1521,
    edition: 'oracle-se2',
  },
  'db2-se': {
    licenseModels: [BYOL, 'marketplace-license'],
    version: '11.5.9.0.sb00063198.r1',
    port: 50000,
    edition: 'db2-se',
    replicas: 3,
  },
  'db2-ae': {
    licenseModels: [BYOL, 'marketplace-license'],
    version: '11.5.9.0.sb00063198.r1',
    port: 50000,
    edition: 'db2-ae',
    replicas: 3,
  },
  'db2-ce': { licenseModels: [BYOL], version: '11.5.9.0.sb00063198.r1', port: 50000, edition: 'db2-ce' },
  'sqlserver-ee': {
    licenseModels: [INCLUDED, BYOL],
    version: '16.00.4215.2.v1',
    port: 1433,
    edition: 'sqlserver-ee',
    replicas: 5,
  },
  'sqlserver-se': { licenseModels: [INCLUDED, BYOL], version: '16.00.4215.2.v1', port: 1433, edition: 'sqlserver-se' },
  'sqlserver-ex': { licenseModels: [INCLUDED], version: '16.00.4215.2.v1', port: 1433 },
  'sqlserver-web': { licenseModels: [INCLUDED], version: '16.00.4215.2.v1', port: 1433 },
  postgres: { licenseModels: ['postgresql-license'], version: '17.6', port: 5432, replicas: 15, cascades: true },
  mysql: { licenseModels: [GPL], version: '8.4.7', port: 3306, replicas: 15, cascades: true },
  mariadb: { licenseModels: [GPL], version: '11.8.3', port: 3306, replicas: 15, cascades: true },
};

export const engineNames = Object.keys(ENGINES);

/** The engine of that name; undefined where it is not known here. */
export const findEngine = (name: string): Engine | undefined =>
  Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;

/** The engines of an edition, by the values of the discovery filter "Engine Edition". */
export const enginesOfEdition = (edition: string): string[] =>
  engineNames.filter((name) => findEngine(name)!.edition === edition);

/** The major version that option groups are of: two parts for SQL Server and Db2, one for the others. */
export function majorVersion(engine: string, version: string): string {
  const parts = version.split('.');
  return /^(sqlserver|db2)-/.test(engine) ? parts.slice(0, 2).join('.') : parts[0]!;
}
