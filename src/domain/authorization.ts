import { isOfGrantedLicense, isOfLicenseConfiguration, parseArn } from './arn.ts';
import { isByKey, mayCall, mustNameItself } from './managed-instances/machine-access.ts';
import type { Context } from './policies/context.ts';
import { describeDenial } from './policies/denial.ts';
import { evaluate, type ResourcePolicy } from './policies/evaluate.ts';
import type { Tags } from './policies/request-context.ts';
import type { Rights } from './policies/rights.ts';
import type { Principal } from './principal.ts';

/** A question to the authorization step of a request. */
export interface AccessQuestion {
  /** In IAM's form, such as `ec2:RunInstances`. */
  readonly action: string;
  /** ARNs of the resources that the request is about; none where it is about none in particular. */
  readonly resources: readonly string[];
}

/** Why a request is not allowed, for its user; undefined when it is. */
export type AccessDecision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** How the question is answered. */
export type Access = (question: AccessQuestion) => AccessDecision;

/** What policies decide by. */
export interface Grounds {
  readonly rights: Rights;
  /** The resources that policies are asked for, of those that a question is about. */
  readonly about: (question: AccessQuestion) => readonly string[];
  readonly contextOf: (resource: string) => Context;
}

type Asking = Pick<Principal, 'kind' | 'arn' | 'accountId' | 'operator'>;

/** Headroom's own actions that are not for the operator's account alone: what they reach is the caller's. */
const FOR_ALL_ACCOUNTS = [
  'headroom:CreateAccountKey',
  'headroom:ExportAuditEvents',
  'headroom:GenerateAuditPack',
  'headroom:GetAuditKeys',
  'headroom:GetAuditPack',
  'headroom:GetAuditPackPart',
  'headroom:GetLicenseUsage',
  'headroom:GetPeakLicenseUsage',
  'headroom:GetUsageReportPart',
  'headroom:ListAuditPacks',
  'headroom:ListLicenseUses',
  'headroom:CreateWebhook',
  'headroom:ListWebhooks',
  'headroom:DeleteWebhook',
  'headroom:ListFailedDeliveries',
  'headroom:RetryDeliveries',
  'headroom:DropDeliveries',
  'headroom:ListAlerts',
  'headroom:TestWebhook',
];

/** What every user and role may call, whatever policies say (API reference of STS). */
const NEED_NO_PERMISSION = ['sts:GetCallerIdentity', 'sts:GetSessionToken', 'sts:AssumeRoleWithWebIdentity'];

const ALLOWED: AccessDecision = { allowed: true };

/**
 * Whether a principal may do an action on resources. An account's root may do everything in its account and nothing in
 * another; resources without an account (images), license configurations and issued licenses, which an owner can share,
 * and what shares and organizations have, are left to the operation, which shows those that are visible. Users and roles may do what needs no permission and what their policies
 * allow on each of the resources; a root too has to be allowed where policies stand above it. A managed server may call
 * what its agent needs, on itself alone. Headroom's own actions are the operator's, but for those that every
 * account has.
 */
export function decideAccess(
  principal: Asking,
  { action, resources }: AccessQuestion,
  grounds?: Grounds,
): AccessDecision {
  const { kind } = principal;
  const deny = (reason: string): AccessDecision => ({
    allowed: false,
    reason: `${principal.arn} may not call ${action}${reason}`,
  });
  const isPerson = kind === 'root' || kind === 'user' || kind === 'assumed-role';
  if (isPerson ? isByKey(action) : !mayCall(kind, action))
    return deny(isPerson ? ': a managed server calls it, signed with its own key.' : '.');
  if (action.startsWith('headroom:') && !FOR_ALL_ACCOUNTS.includes(action) && !principal.operator)
    return deny(': it is for the account that operates this installation.');
  if (!isPerson) {
    const other = resources.find((arn) => arn !== principal.arn);
    const isOwn = other === undefined && (resources.length > 0 || !mustNameItself(action));
    return isOwn ? ALLOWED : deny(` on ${other ?? 'all servers'}: a server may do so on itself alone.`);
  }
  const foreign = resources.find((arn) => isForeign(arn, principal.accountId));
  if (foreign) return deny(` on ${foreign}: it belongs to another account.`);
  if (NEED_NO_PERMISSION.includes(action)) return ALLOWED;
  if (grounds) return decideByPolicies(grounds, { action, resources });
  return kind === 'root' ? ALLOWED : deny(': its policies are not known.');
}

/** Policies have to allow the action on every one of the resources; where there are none, on all. */
function decideByPolicies(grounds: Grounds, question: AccessQuestion): AccessDecision {
  const { rights, contextOf, about } = grounds;
  return rights.memory.decide(question, (watch) =>
    decideAnew({ rights, about, contextOf: (resource) => watch(contextOf(resource)) }, question),
  );
}

function decideAnew({ rights, contextOf, about }: Grounds, question: AccessQuestion): AccessDecision {
  const { principal, policies } = rights;
  const { action } = question;
  const resources = about(question);
  for (const resource of resources.length > 0 ? resources : ['*']) {
    const evaluation = evaluate({ action, resource, context: contextOf(resource), principal }, policies);
    if (evaluation.decision !== 'allowed')
      return { allowed: false, reason: describeDenial({ arn: principal.arn, action, resource }, evaluation) };
  }
  return ALLOWED;
}

/** A resource, of this or of another account, whose own policy has a say. */
export interface GuardedResource {
  readonly action: string;
  readonly resource: string;
  readonly policy: ResourcePolicy;
  /** What is known of it. */
  readonly tags: Tags;
}

/**
 * Whether a user or a role may do something on a resource by its own policies and by that of the resource. Who is of another
 * account and not named there learns no more, for what its policies say could tell what tags the resource has.
 */
export function decideOnGuarded(
  { arn }: Asking,
  { action, resource, policy }: GuardedResource,
  grounds: Grounds | undefined,
): AccessDecision {
  if (!grounds) return { allowed: false, reason: `${arn} may not call ${action}: its policies are not known.` };
  const { principal, policies } = grounds.rights;
  const question = { action, resource, context: grounds.contextOf(resource), principal };
  const isForeign = policy.accountId !== principal.accountId;
  const named = isForeign ? evaluate(question, { identity: 'all', resource: policy }) : undefined;
  const isNamed = named === undefined || named.decision === 'allowed';
  const evaluation = isNamed ? evaluate(question, { ...policies, resource: policy }) : named;
  if (evaluation.decision === 'allowed') return ALLOWED;
  return { allowed: false, reason: describeDenial({ arn, action, resource }, evaluation) };
}

function isForeign(text: string, accountId: string): boolean {
  const arn = parseArn(text);
  if (!arn || arn.accountId === '' || arn.accountId === accountId) return false;
  const isImage = arn.service === 'ec2' && arn.resource.startsWith('image/'); // also with the account that AWS leaves out
  const isAmongAccounts = arn.service === 'ram' || arn.service === 'organizations'; // the sender's, or the management account's
  return !isImage && !isAmongAccounts && !isOfLicenseConfiguration(arn) && !isOfGrantedLicense(arn);
}
