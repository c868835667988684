import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Constraints } from '../../domain/constraints.ts';
import type { Scope } from '../../domain/decision.ts';
import { type Organization, organizationArn, unitArn } from '../../domain/organizations/organization.ts';
import { RAM } from '../../domain/organizations/trusted-services.ts';
import {
  parseSharedResource,
  parseSharePrincipal,
  type ResourceShare,
  SHARE_QUOTAS,
  type SharedResource,
  type SharePrincipal,
} from '../../domain/sharing/resource-share.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { findAccountName } from '../../store/account.ts';
import { findOrganizationOf, lockOrganization } from '../../store/organization.ts';
import { insertInvitation, putSharePrincipal, putShareResource, type Sharee } from '../../store/resource-share.ts';
import type { DB } from '../../store/schema.ts';
import { findMember } from '../../views/organizations/members.ts';
import { findUnit } from '../../views/organizations/organization-units.ts';
import { isTrusted } from '../../views/organizations/services.ts';
import { countShared, findOwned } from '../../views/ram/shares.ts';
import { invalidParameter, malformedArn, notPermitted, unknownResource } from './share-faults.ts';

export interface NamesMembers {
  readonly resourceArns?: readonly string[] | undefined;
  readonly principals?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
}

export const memberConstraints: Constraints = {
  resourceArns: { items: [0, 100] },
  'resourceArns[]': { length: [1, 2048] },
  principals: { items: [0, 100] },
  'principals[]': { length: [1, 2048] },
};

/** Resources by their ARNs, each once; faults on what cannot be shared. */
export function readResources(arns: readonly string[] = []): (SharedResource & Scope & { readonly given: string })[] {
  const read = arns.map((given) => {
    const resource = parseSharedResource(given);
    if (resource) return [resource.id, { ...resource, given }] as const;
    if (!given.startsWith('arn:')) throw malformedArn(`The resource ARN ${given} is not valid.`);
    throw invalidParameter(
      `${given} cannot be shared: expected the ARN of a license configuration or of a host resource group.`,
    );
  });
  return [...new Map(read).values()];
}

/** Whom a request names, each once; faults on what is no account, organization or unit. */
export function readPrincipals(texts: readonly string[] = []): (SharePrincipal & { readonly given: string })[] {
  return [...new Set(texts)].map((given) => {
    const principal = parseSharePrincipal(given);
    if (principal) return { ...principal, given };
    throw invalidParameter(
      `The principal ${given} is not valid: expected an account ID of 12 digits, or the ARN of an organization or a unit. Roles, users and services cannot be shared with.`,
    );
  });
}

/** Puts resources into a share and shares it with principals; whoever is outside is invited. What is so already stays. */
export async function addMembers(
  trx: Transaction<DB>,
  share: ResourceShare,
  { names, context }: { names: NamesMembers; context: RequestContext },
): Promise<void> {
  if (names.sources?.length)
    throw invalidParameter('sources restrict service principals, which cannot be shared with.');
  const { now } = context;
  for (const resource of await ownResources(trx, share, names)) await putShareResource(trx, share, resource, now);
  const principals = readPrincipals(names.principals);
  if (principals.length > 0) {
    const organization = await sharingOrganization(trx, share.accountId);
    for (const principal of principals) await addPrincipal(trx, share, { principal, organization, now });
  }
  const counts = await countShared(trx, share);
  for (const kind of ['shares', 'principals', 'resources'] as const)
    if (counts[kind] > SHARE_QUOTAS[kind])
      throw new Fault(
        'ResourceShareLimitExceededException',
        `An account can have ${SHARE_QUOTAS[kind]} ${kind} in its resource shares of a Region; with these it would have ${counts[kind]}.`,
      );
}

async function ownResources(trx: Transaction<DB>, share: ResourceShare, { resourceArns }: NamesMembers) {
  const resources = readResources(resourceArns);
  const owned = await findOwned(
    trx,
    share,
    resources.map(({ id }) => id),
  );
  const isOwn = ({ id, accountId, region }: (typeof resources)[number]) =>
    owned.includes(id) && accountId === share.accountId && region === share.region;
  const other = resources.find((resource) => !isOwn(resource));
  if (other) throw unknownResource(`The resource ${other.given} could not be found among those of this account here.`);
  return resources;
}

/** The organization in which an account shares without invitations. It stays as it is until the transaction ends. */
async function sharingOrganization(trx: Transaction<DB>, accountId: string): Promise<Organization | undefined> {
  const organization = await findOrganizationOf(trx, accountId);
  const locked = organization && (await lockOrganization(trx, organization.id));
  const isMember = locked && (await findMember(trx, locked.id, accountId));
  return isMember && (await isTrusted(trx, locked.id, RAM)) ? locked : undefined;
}

interface Adding {
  readonly principal: SharePrincipal & { readonly given: string };
  readonly organization: Organization | undefined;
  readonly now: Date;
}

async function addPrincipal(trx: Transaction<DB>, share: ResourceShare, { principal, organization, now }: Adding) {
  const sharee = await shareeOf(trx, share, { principal, organization });
  if (!sharee.external || share.allowExternal) {
    const isNew = await putSharePrincipal(trx, share, sharee, now);
    if (!isNew || sharee.accepted) return;
    const expiresAt = new Date(now.getTime() + SHARE_QUOTAS.invitationHours * 3_600_000);
    await insertInvitation(trx, share, { id: randomUUID(), receiverId: sharee.principal, invitedAt: now, expiresAt });
    return;
  }
  throw notPermitted(
    `${sharee.principal} is outside your organization, or sharing with it is not enabled: this resource share is for principals inside (allowExternalPrincipals).`,
  );
}

async function shareeOf(
  trx: Transaction<DB>,
  share: ResourceShare,
  { principal, organization }: Omit<Adding, 'now'>,
): Promise<Sharee> {
  const { given } = principal;
  if (principal.kind === 'account') {
    if (principal.id === share.accountId) throw invalidParameter(`${given} owns this resource share.`);
    if (!(await findAccountName(trx, principal.id))) throw invalidParameter(`There is no account ${given} here.`);
    const isInside = organization && (await findMember(trx, organization.id, principal.id)) !== undefined;
    return { principal: principal.id, external: !isInside, accepted: isInside === true };
  }
  const known = organization && (await entityIn(trx, organization, principal));
  if (known !== given)
    throw unknownResource(
      `${given} could not be found: it must be of this account's organization, whose management account has enabled sharing (EnableSharingWithAwsOrganization).`,
    );
  return { principal: principal.id, entity: given, external: false, accepted: true };
}

/** The ARN of what a principal names, where it is in the organization. */
async function entityIn(trx: Transaction<DB>, organization: Organization, { kind, id }: SharePrincipal) {
  if (kind === 'organization') return id === organization.id ? organizationArn(organization) : undefined;
  return (await findUnit(trx, organization.id, id)) ? unitArn(organization, id) : undefined;
}
