/** Who signed a request. Today every principal is an account's root; users and roles will be further kinds. */
export interface Principal {
  readonly kind: 'root';
  readonly accountId: string;
  readonly arn: string;
  readonly accessKeyId: string;
  /** The first account operates the installation and may call Headroom's own operations. */
  readonly operator: boolean;
}

/** The ARN of an account's root, as STS and IAM print it. */
export const rootArn = (accountId: string): string => `arn:aws:iam::${accountId}:root`;
