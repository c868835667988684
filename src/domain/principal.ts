/** Who signed a request: an account's root, a user, a role that somebody assumed, a managed server, or nobody. */
export interface Principal {
  readonly kind: 'root' | 'user' | 'assumed-role' | 'machine-key' | 'machine-session' | 'anonymous';
  /** Empty for nobody. */
  readonly accountId: string;
  /** As STS prints it. A server's is its own, the one that names it as a resource. */
  readonly arn: string;
  /** `aws:userid`: the account's ID for its root, `AIDA…` for a user, `AROA…:SESSION` for a role. */
  readonly userId: string;
  readonly accessKeyId: string;
  /** The first account operates the installation, and whoever is of it may call Headroom's own operations. */
  readonly operator: boolean;
  /** The user, or the role that was assumed: what has the policies, the boundary and the tags. */
  readonly identity?: { readonly id: string; readonly arn: string } | undefined;
  /** Of temporary credentials. */
  readonly session?: PrincipalSession | undefined;
}

/** What temporary credentials say beyond whose they are. */
export interface PrincipalSession {
  readonly issuedAt: Date;
}

/** The ARN of an account's root, as STS and IAM print it. */
export const rootArn = (accountId: string): string => `arn:aws:iam::${accountId}:root`;

/** Who did not sign. */
export const ANONYMOUS: Principal = {
  kind: 'anonymous',
  accountId: '',
  arn: 'anonymous',
  userId: '',
  accessKeyId: '-',
  operator: false,
};
