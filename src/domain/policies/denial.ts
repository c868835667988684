import type { Evaluation, PolicyKind } from './evaluate.ts';

const NAMES: Readonly<Record<PolicyKind, readonly [article: string, name: string]>> = {
  scp: ['a', 'service control policy'],
  resource: ['a', 'resource-based policy'],
  identity: ['an', 'identity-based policy'],
  boundary: ['a', 'permissions boundary'],
  session: ['a', 'session policy'],
};

interface Denied {
  readonly arn: string;
  readonly action: string;
  readonly resource: string;
}

/** Who may not do what, and why, in IAM's words. Source: IAM's documentation of access denied messages. */
export function describeDenial({ arn, action, resource }: Denied, { decision, by }: Evaluation): string {
  const [article, name] = NAMES[by];
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const why =
    decision === 'explicitDeny'
      ? `with an explicit deny in ${article} ${name}`
      : `because no ${name} allows the ${action} action`;
  return `User: ${arn} is not authorized to perform: ${action}${on} ${why}`;
}
