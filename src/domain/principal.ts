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
  /** The policies that cut what its role may do: it may do what one of them allows. Undefined where it was given none. */
  readonly policies?: readonly PolicyText[] | undefined;
  /** Tags that the session was given, which come before those of its role. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** The keys of those that go on to the sessions of roles that it assumes. */
  readonly transitiveTagKeys?: readonly string[] | undefined;
  readonly sourceIdentity?: string | undefined;
  /** The OpenID provider whose token it was had for, as trust policies name it. */
  readonly federatedProvider?: string | undefined;
}

export interface PolicyText {
  /** The ARN of a managed policy, the name of an inline one. */
  readonly id: string;
  readonly document: string;
}

/** The ARN of a role that somebody assumed, under the name that they gave the session. */
export const assumedRoleArn = (
  role: { readonly accountId: string; readonly name: string },
  sessionName: string,
): string => `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`;

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
