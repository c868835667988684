/** Who signed a request: an account's root, a managed server, or nobody. Users and roles will be further kinds. */
export interface Principal {
  readonly kind: 'root' | 'machine-key' | 'machine-session' | 'anonymous';
  /** Empty for nobody. */
  readonly accountId: string;
  /** A server's is its own, the one that names it as a resource. */
  readonly arn: string;
  readonly accessKeyId: string;
  /** The first account operates the installation and may call Headroom's own operations. */
  readonly operator: boolean;
}

/** The ARN of an account's root, as STS and IAM print it. */
export const rootArn = (accountId: string): string => `arn:aws:iam::${accountId}:root`;

/** Who did not sign. */
export const ANONYMOUS: Principal = {
  kind: 'anonymous',
  accountId: '',
  arn: 'anonymous',
  accessKeyId: '-',
  operator: false,
};
