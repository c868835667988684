import type { PrincipalName, Selection } from './policy-document.ts';

/** Who asks, as far as policies can name them. */
export interface PolicyPrincipal {
  readonly kind: 'root' | 'user' | 'assumed-role' | 'service' | 'federated';
  /** The ARN; of a service its name, of who comes by an identity provider the provider. */
  readonly arn: string;
  /** Empty for services and who comes by an identity provider. */
  readonly accountId: string;
  /** Of a session: the role's own ARN. */
  readonly roleArn?: string;
  /** Whether there is a permissions boundary. */
  readonly bounded?: boolean;
}

/**
 * By what a resource's policy names who asks: `itself`, its role, or no more than its account, which leaves it to that
 * account's own policies. A policy of an identity names nobody and speaks to who has it.
 */
export type Grant = 'itself' | 'role' | 'account';

export function compilePrincipals(
  principals: Selection<PrincipalName> | undefined,
): (principal: PolicyPrincipal) => Grant | undefined {
  if (!principals) return () => 'itself';
  const { except, items } = principals;
  return (principal) => {
    const grants = items.map((item) => grantOf(item, principal));
    // Who has a boundary is denied, be it named or not (IAM user guide, NotPrincipal).
    if (except) return !principal.bounded && grants.some((grant) => grant !== undefined) ? undefined : 'itself';
    return RANKS.find((grant) => grants.includes(grant));
  };
}

const RANKS: readonly Grant[] = ['itself', 'role', 'account'];

const KINDS = { root: 'AWS', user: 'AWS', 'assumed-role': 'AWS', service: 'Service', federated: 'Federated' } as const;

function grantOf({ kind, name }: PrincipalName, principal: PolicyPrincipal): Grant | undefined {
  if (kind !== KINDS[principal.kind]) return undefined;
  if (name === principal.arn) return 'itself';
  if (kind !== 'AWS') return undefined;
  if (name === '*') return principal.kind === 'assumed-role' ? 'role' : 'itself';
  if (name === principal.roleArn) return 'role';
  const account = /^(\d{12})$/.exec(name) ?? /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(name);
  if (account?.[1] !== principal.accountId) return undefined;
  return principal.kind === 'root' ? 'itself' : 'account';
}
