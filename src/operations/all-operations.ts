import type { AccessKeys } from '../access/access-keys.ts';
import type { AuditSigner } from '../access/audit-signer.ts';
import type { LicenseTokens } from '../access/license-tokens.ts';
import type { SecretBox } from '../access/secret-box.ts';
import type { Sessions } from '../access/sessions.ts';
import type { WebIdentities } from '../access/web-identity.ts';
import type { ReadReport } from './headroom/read-part.ts';
import type { AnyOperationTable } from './operation-table.ts';

interface Means {
  readonly accessKeys: AccessKeys;
  readonly sessions: Sessions;
  readonly signer: AuditSigner;
  readonly webIdentities: WebIdentities;
  readonly licenseTokens: LicenseTokens;
  readonly secretBox: SecretBox;
  /** Whether this server can send mail. */
  readonly mail?: boolean;
  /** Reads of a file that is kept where reports are. */
  readonly readReport: ReadReport;
  /** How long an agent that asks for messages waits for the answer that there are none. */
  readonly holdMs?: number;
}

/** By the service's id: its table, which is loaded when it is first asked for, so that one that nobody calls costs nothing. */
export type OperationTables = Readonly<Record<string, () => Promise<AnyOperationTable>>>;

const HOLD_MS = 15_000;

/** All that a server answers. */
export const allOperations = ({
  accessKeys,
  sessions,
  signer,
  webIdentities,
  licenseTokens,
  secretBox,
  mail = false,
  readReport,
  holdMs = HOLD_MS,
}: Means): OperationTables => ({
  'license-manager': once(async () =>
    (await import('./license-manager/index.ts')).licenseManagerOperations(licenseTokens),
  ),
  rds: once(async () => (await import('./rds/index.ts')).rdsOperations),
  'resource-groups': once(async () => (await import('./resource-groups/index.ts')).resourceGroupsOperations),
  ec2: once(async () => (await import('./ec2/index.ts')).ec2Operations),
  iam: once(async () => (await import('./iam/index.ts')).iamOperations({ accessKeys })),
  sts: once(async () =>
    (await import('./sts/index.ts')).stsOperations({ accessKeys, sessions, webIdentities, licenseTokens }),
  ),
  monitoring: once(async () => (await import('./cloudwatch/index.ts')).cloudWatchOperations),
  ssm: once(async () => (await import('./ssm/index.ts')).ssmOperations(sessions)),
  ec2messages: once(async () => (await import('./ec2messages/index.ts')).ec2MessagesOperations({ holdMs })),
  organizations: once(async () => (await import('./organizations/index.ts')).organizationsOperations),
  ram: once(async () => (await import('./ram/index.ts')).ramOperations),
  cloudtrail: once(async () => (await import('./cloudtrail/index.ts')).cloudTrailOperations),
  sns: once(async () => (await import('./sns/index.ts')).snsOperations({ mail })),
  signin: once(async () => (await import('./signin/index.ts')).signinOperations(sessions)),
  headroom: once(async () =>
    (await import('./headroom/index.ts')).headroomOperations({ accessKeys, signer, secretBox, readReport }),
  ),
});

/** A table may hold what it counts, so there is one of each. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/** Every table, by the service's id. */
export async function loadAll(tables: OperationTables): Promise<Readonly<Record<string, AnyOperationTable>>> {
  const loaded = Object.entries(tables).map(async ([id, load]) => [id, await load()] as const);
  return Object.fromEntries(await Promise.all(loaded));
}
