/** A policy in IAM's language, its elements told apart. Texts are as they were written. */
export interface PolicyDocument {
  /** Only the later one knows policy variables. */
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
}

export type PolicyVersion = '2012-10-17' | '2008-10-17';

export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Selection<string>;
  /** Policies of identities alone. */
  readonly resources?: Selection<string>;
  /** Policies of resources alone, which roles' trust policies are. */
  readonly principals?: Selection<PrincipalName>;
  readonly conditions: readonly Condition[];
}

/** What is on a list; with `except` (NotAction, NotResource, NotPrincipal) all that is not. */
export interface Selection<T> {
  readonly except: boolean;
  readonly items: readonly T[];
}

export interface PrincipalName {
  readonly kind: PrincipalKind;
  /** An ARN, an account ID or `*` for AWS; else the name of a service or of an identity provider. */
  readonly name: string;
}

export type PrincipalKind = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

/** One key under one condition operator: it holds when the request's value of the key fits any of `values`. */
export interface Condition {
  /** Without what is put before and behind it, such as `StringLike`. */
  readonly operator: string;
  readonly quantifier?: Quantifier;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

export type Quantifier = 'ForAllValues' | 'ForAnyValue';
