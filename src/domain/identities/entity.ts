import { hash } from 'node:crypto';

/** What IAM names, in the words of its ARNs. */
export type EntityKind = 'user' | 'group' | 'role' | 'instance-profile' | 'policy' | 'oidc-provider';

/** What can have policies. */
export type HolderKind = 'user' | 'group' | 'role';

/** What one kind alone has. */
interface EntitySettings {
  readonly user: Readonly<Record<string, never>>;
  readonly group: Readonly<Record<string, never>>;
  readonly 'instance-profile': Readonly<Record<string, never>>;
  readonly role: RoleSettings;
  readonly policy: PolicySettings;
  readonly 'oidc-provider': ProviderSettings;
}

export interface RoleSettings {
  readonly description?: string | undefined;
  /** AssumeRolePolicyDocument: who may assume the role. */
  readonly trustPolicy: string;
  readonly maxSessionSeconds: number;
}

/** What is known of an OpenID provider, whose name is its URL without `https://`. */
export interface ProviderSettings {
  /** The audiences whose tokens are taken. */
  readonly clientIds: readonly string[];
  /** SHA-1 of certificates, in small hexadecimal digits: its own authority, where the system knows none. */
  readonly thumbprints: readonly string[];
}

export interface PolicySettings {
  readonly description?: string | undefined;
  readonly defaultVersion: number;
  /** The number of the last one made, which may be deleted. */
  readonly latestVersion: number;
  /** When the last version was made or another one became the default, as ISO 8601. */
  readonly updatedAt: string;
}

export interface Entity<Kind extends EntityKind = EntityKind> {
  readonly accountId: string;
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  /** The ARN of the managed policy that is its permissions boundary. */
  readonly boundary: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly settings: EntitySettings[Kind];
  readonly createdAt: Date;
}

/** The ARN, which has no Region. */
export const entityArn = ({ accountId, kind, path, name }: Pick<Entity, 'accountId' | 'kind' | 'path' | 'name'>) =>
  `arn:aws:iam::${accountId}:${kind}${path}${name}`;

const PREFIXES: Readonly<Record<EntityKind, string>> = {
  user: 'AIDA',
  group: 'AGPA',
  role: 'AROA',
  'instance-profile': 'AIPA',
  policy: 'ANPA',
  // AWS shows no id of one.
  'oidc-provider': 'AOPA',
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A unique id such as AIDA and 17 letters and digits, derived from a seed. */
export function entityId(kind: EntityKind, seed: string): string {
  const digest = hash('sha256', `${kind}/${seed}`, 'buffer');
  return PREFIXES[kind] + Array.from(digest.subarray(0, 17), (byte) => ALPHABET[byte % 32]).join('');
}
