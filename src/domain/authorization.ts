import { isOfLicenseConfiguration, parseArn } from './arn.ts';
import { isByKey, mayCall, mustNameItself } from './managed-instances/machine-access.ts';
import type { Principal } from './principal.ts';

/** A question to the one authorization step of a request. */
export interface AccessRequest {
  readonly principal: Pick<Principal, 'arn' | 'accountId' | 'operator'> & { readonly kind?: Principal['kind'] };
  /** In IAM's form, such as `ec2:RunInstances`. */
  readonly action: string;
  /** ARNs of the resources that the request names. */
  readonly resources: readonly string[];
}

/** Why a request is not allowed, for its user; undefined when it is. */
export type AccessDecision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** How the question is answered. */
export type Access = (request: AccessRequest) => AccessDecision;

/** What every user and role may call, whatever policies say (API reference of STS). */
const NEED_NO_PERMISSION = ['sts:GetCallerIdentity', 'sts:GetSessionToken'];

/**
 * Whether a principal may do an action on resources. An account's root may do everything in its account and nothing in
 * another; resources without an account (images) and license configurations, which an owner can share, are left to the
 * operation, which shows those that are visible. Users and roles may do what needs no permission, and nothing else as long
 * as no policies are read. A managed server may call what its agent needs, on itself alone. Headroom's own actions are the
 * operator's, but for one that organizations' management accounts call.
 */
export function decideAccess({ principal, action, resources }: AccessRequest): AccessDecision {
  const { kind = 'root' } = principal;
  const deny = (reason: string): AccessDecision => ({
    allowed: false,
    reason: `${principal.arn} may not call ${action}${reason}`,
  });
  const isPerson = kind === 'root' || kind === 'user' || kind === 'assumed-role';
  if (isPerson ? isByKey(action) : !mayCall(kind, action))
    return deny(isPerson ? ': a managed server calls it, signed with its own key.' : '.');
  if (action.startsWith('headroom:') && action !== 'headroom:CreateAccountKey' && !principal.operator)
    return deny(': it is for the account that operates this installation.');
  if (!isPerson) {
    const other = resources.find((arn) => arn !== principal.arn);
    const isOwn = other === undefined && (resources.length > 0 || !mustNameItself(action));
    return isOwn ? { allowed: true } : deny(` on ${other ?? 'all servers'}: a server may do so on itself alone.`);
  }
  if (kind !== 'root' && !NEED_NO_PERMISSION.includes(action))
    return deny(': no identity-based policy allows the action.');
  const foreign = resources.find((arn) => isForeign(arn, principal.accountId));
  return foreign ? deny(` on ${foreign}: it belongs to another account.`) : { allowed: true };
}

function isForeign(text: string, accountId: string): boolean {
  const arn = parseArn(text);
  if (!arn || arn.accountId === '' || arn.accountId === accountId) return false;
  const isImage = arn.service === 'ec2' && arn.resource.startsWith('image/'); // also with the account that AWS leaves out
  return !isImage && !isOfLicenseConfiguration(arn);
}
