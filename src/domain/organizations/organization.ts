import { idFromSeed } from '../ids.ts';

/** An organization. */
export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly rootId: string;
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
  /** Whether service control policies count. */
  readonly policiesEnabled: boolean;
}

/** The root or a unit below it. */
export interface Unit {
  readonly id: string;
  readonly name: string;
  /** Undefined for the root. */
  readonly parentId: string | null;
  /** The ids of the organization, the root and the units down to this one. */
  readonly path: readonly string[];
}

/** A request for an account, and what came of it. */
export interface AccountRequest {
  readonly id: string;
  readonly sequence: number;
  readonly accountName: string;
  /** Null where it failed. */
  readonly accountId: string | null;
  readonly failureReason: 'EMAIL_ALREADY_EXISTS' | null;
  readonly requestedAt: Date;
}

export const isRootId = (text: string): boolean => /^r-[0-9a-z]{4,32}$/.test(text);
export const isAccountId = (text: string): boolean => /^[0-9]{12}$/.test(text);

/** Ids of AWS's forms, made of the request's. */
export const newOrganizationId = (seed: string): string => idFromSeed('o', seed, 0, 10);
export const newRootId = (seed: string): string => idFromSeed('r', seed, 0, 8);
export const newUnitId = (rootId: string, seed: string): string => idFromSeed(`ou-${rootId.slice(2)}`, seed, 0, 12);

type Owned = Pick<Organization, 'id' | 'managementAccountId'>;

const arn = ({ managementAccountId }: Owned, resource: string): string =>
  `arn:aws:organizations::${managementAccountId}:${resource}`;

export const organizationArn = (organization: Owned): string => arn(organization, `organization/${organization.id}`);
export const memberArn = (organization: Owned, accountId: string): string =>
  arn(organization, `account/${organization.id}/${accountId}`);
/** The ARN of the root or of a unit. */
export const unitArn = (organization: Owned, id: string): string =>
  arn(organization, `${isRootId(id) ? 'root' : 'ou'}/${organization.id}/${id}`);
export const handshakeArn = (organization: Owned, id: string): string =>
  arn(organization, `handshake/${organization.id}/invite/${id}`);

/** The ARN of what a policy can be on: the root, a unit or an account. */
export const targetArn = (organization: Owned, id: string): string =>
  isAccountId(id) ? memberArn(organization, id) : unitArn(organization, id);

/** The policy that AWS made and every organization has. */
export const FULL_ACCESS = {
  id: 'p-FullAWSAccess',
  name: 'FullAWSAccess',
  description: 'Allows access to every operation',
  content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
} as const;

export const policyArn = (organization: Owned, id: string): string =>
  id === FULL_ACCESS.id
    ? `arn:aws:organizations::aws:policy/service_control_policy/${id}`
    : arn(organization, `policy/${organization.id}/service_control_policy/${id}`);

/** AWS's quotas (Organizations user guide, quotas). */
export const QUOTAS = {
  /** Of accounts; AWS raises its 10 on request. */
  accounts: 10_000,
  units: 2_000,
  /** Of units below the root. */
  depth: 5,
  policies: 2_000,
  policyCharacters: 5_120,
  policiesOnTarget: 5,
  tags: 50,
  /** Days for which an invitation can be accepted. */
  invitationDays: 15,
} as const;
