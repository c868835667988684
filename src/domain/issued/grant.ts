import { parseArn } from '../arn.ts';
import { parseSharePrincipal } from '../sharing/resource-share.ts';

/** What a grant can let its grantee do (model, AllowedOperation), by License Manager's words. */
export const GRANTABLE = [
  ...([
    'CreateGrant',
    'CheckoutLicense',
    'CheckoutBorrowLicense',
    'CheckInLicense',
    'ExtendConsumptionLicense',
  ] as const),
  ...(['ListPurchasedLicenses', 'CreateToken'] as const),
];
export type Grantable = (typeof GRANTABLE)[number];

/** The statuses that grants have here; AWS's others are of work that passes, which is done at once. */
export type KeptGrantStatus = 'PENDING_ACCEPT' | 'DISABLED' | 'ACTIVE' | 'REJECTED' | 'DELETED' | 'WORKFLOW_COMPLETED';

/** What is done with a grant; `amend` changes its name, its operations, or why it is as it is. */
export type GrantAct = 'accept' | 'reject' | 'activate' | 'disable' | 'amend' | 'delete';

/** The status once something is done, by the status before; what is not named is refused. */
const NEXT: Readonly<Record<GrantAct, Partial<Record<KeptGrantStatus, KeptGrantStatus>>>> = {
  accept: { PENDING_ACCEPT: 'DISABLED', DISABLED: 'DISABLED', ACTIVE: 'ACTIVE' },
  reject: { PENDING_ACCEPT: 'REJECTED', DISABLED: 'REJECTED', ACTIVE: 'REJECTED', REJECTED: 'REJECTED' },
  activate: { DISABLED: 'ACTIVE', ACTIVE: 'ACTIVE', WORKFLOW_COMPLETED: 'WORKFLOW_COMPLETED' },
  disable: { DISABLED: 'DISABLED', ACTIVE: 'DISABLED', WORKFLOW_COMPLETED: 'WORKFLOW_COMPLETED' },
  amend: {
    ...{ PENDING_ACCEPT: 'PENDING_ACCEPT', DISABLED: 'DISABLED', ACTIVE: 'ACTIVE' },
    WORKFLOW_COMPLETED: 'WORKFLOW_COMPLETED',
  },
  delete: {
    ...{ PENDING_ACCEPT: 'DELETED', DISABLED: 'DELETED', ACTIVE: 'DELETED', REJECTED: 'DELETED' },
    WORKFLOW_COMPLETED: 'DELETED',
  },
};

/** What becomes of a grant, or why it cannot be. */
export function nextStatus(act: GrantAct, status: KeptGrantStatus): KeptGrantStatus | { readonly problem: string } {
  return NEXT[act][status] ?? { problem: `The grant is ${status}, ${WHAT_THEN[status]}.` };
}

const WHAT_THEN: Readonly<Record<KeptGrantStatus, string>> = {
  PENDING_ACCEPT: 'and its grantee has to accept it first (AcceptGrant)',
  DISABLED: 'and has to be activated: CreateGrantVersion with the Status ACTIVE does',
  ACTIVE: 'and its grantee has accepted it',
  REJECTED: 'for good: its grantee does not want it. Another one takes another CreateGrant',
  DELETED: 'for good. Another one takes another CreateGrant',
  WORKFLOW_COMPLETED:
    'as it is to an organization: each account has a grant of its own, which ListReceivedGrants names',
};

/** A grant as it is now. */
export interface IssuedGrant {
  readonly id: string;
  /** Its place in the order of creation. */
  readonly sequence: number;
  readonly licenseId: string;
  /** Whose license it is. */
  readonly ownerId: string;
  readonly productSku: string;
  readonly homeRegion: string;
  /** Who grants. */
  readonly accountId: string;
  /** The grant by which that account has the license; null where it is its own. */
  readonly parentId: string | null;
  /** Who granted that. */
  readonly parentAccountId: string | null;
  readonly principalArn: string;
  /** What the grantee has to be, or be in. */
  readonly principal: string;
  /** Null where it is to an organization or a unit. */
  readonly granteeId: string | null;
  readonly organizationId: string | null;
  readonly version: number;
  readonly name: string;
  readonly operations: readonly string[];
  readonly status: KeptGrantStatus;
  readonly reason: string | null;
  readonly override: string | null;
  readonly memberStatus: 'DISABLED' | 'ACTIVE' | null;
}

/** A grant as who uses it finds it, or a grant that it comes from. */
export interface GrantLink {
  readonly id: string;
  readonly status: KeptGrantStatus;
  readonly operations: readonly string[];
  /** Grantee and granter are still where they were to be, in the organization, below the unit; and the granter's account is not closed. */
  readonly isReached: boolean;
}

/**
 * Why a grant does not let its grantee do something now; undefined where it does. Each grant that it comes from has to be in
 * force and allow the same, so that nobody passes on more than there is.
 */
export function whyNotGranted([own, ...parents]: readonly GrantLink[], operation: Grantable): string | undefined {
  if (!own) return 'there is no grant of it';
  const lacking = [own, ...parents].find(({ operations }) => !operations.includes(operation));
  const ended = parents.find(({ status }) => status !== 'ACTIVE' && status !== 'WORKFLOW_COMPLETED');
  if (own.status !== 'ACTIVE') return `the grant ${own.id} is ${own.status}, ${WHAT_THEN[own.status]}`;
  if (![own, ...parents].every(({ isReached }) => isReached))
    return `the grant ${own.id} reaches nobody: who gave it is closed, or its grantee or granter is no longer in the organization or unit that it was within`;
  if (ended) return `the grant ${own.id} comes from the grant ${ended.id}, which is ${ended.status}`;
  return lacking && `the grant ${lacking.id} allows ${lacking.operations.join(', ')}, and not ${operation}`;
}

/** Whom a license is granted to: an account, an organization or a unit. */
export type GrantPrincipal = { readonly kind: 'account' | 'organization' | 'unit'; readonly id: string };

/** Whom the ARN of an account's root, of an organization or of a unit names; undefined for anything else. */
export function parseGrantPrincipal(text: string): GrantPrincipal | undefined {
  const arn = parseArn(text);
  if (arn?.service === 'iam' && arn.resource === 'root' && arn.accountId) return { kind: 'account', id: arn.accountId };
  return arn?.service === 'organizations' ? parseSharePrincipal(text) : undefined;
}

export const accountPrincipalArn = (accountId: string): string => `arn:aws:iam::${accountId}:root`;

/** How much of a grant's id is in those of the grants that accounts have of it. */
const SHARED_DIGITS = 22;

/** The id of what an account has of a grant to its organization. */
export const memberGrantId = (grantId: string, accountId: string): string =>
  grantId.slice(0, SHARED_DIGITS) + accountId;

/** The account that an id is of if it is of such a grant. */
export const memberInGrantId = (id: string): string => id.slice(SHARED_DIGITS);

/** How many grants of a license there can be (user guide, distribute entitlements). */
export const GRANTS_PER_LICENSE = 2_000;
