import type { Transaction } from 'kysely';
import { serviceLinkedRole } from '../domain/identities/service-linked-roles.ts';
import { LICENSE_MANAGER_MEMBER } from '../domain/organizations/trusted-services.ts';
import type { RequestContext } from '../operation.ts';
import { insertAuditEvents } from '../store/audit-event.ts';
import { insertServiceRoles } from '../store/iam-service-role.ts';
import { isTrusted } from '../store/organization-member.ts';
import type { DB } from '../store/schema.ts';
import { actorOf } from './change.ts';

interface Needed {
  /** The service that needs its role, such as `license-manager.amazonaws.com`. */
  readonly service: string;
  readonly accountIds: readonly string[];
}

/** Makes the role of a service where it is needed and not there: the service does, by a right of its own. */
export async function ensureServiceRoles(
  trx: Transaction<DB>,
  context: RequestContext,
  { service, accountIds }: Needed,
): Promise<void> {
  const role = serviceLinkedRole(service)!;
  const { now: at, requestId: seed } = context;
  const made = await insertServiceRoles(trx, role, { accountIds, seed: `${seed}/${service}`, at });
  if (made.length === 0) return;
  const { call: _, ...request } = actorOf(context);
  const actor = { ...request, principalArn: service, action: 'iam:CreateServiceLinkedRole' };
  const events = made.map(({ accountId, arn }) => ({ actor: { ...actor, accountId }, resources: [arn] }));
  await insertAuditEvents(events, at).execute(trx);
}

/** The role of License Manager in an account that joins an organization, where the organization lets it in. */
export async function ensureMemberRole(
  trx: Transaction<DB>,
  context: RequestContext,
  { organizationId, accountId }: { readonly organizationId: string; readonly accountId: string },
): Promise<void> {
  if (await isTrusted(trx, organizationId, LICENSE_MANAGER_MEMBER))
    await ensureServiceRoles(trx, context, { service: LICENSE_MANAGER_MEMBER, accountIds: [accountId] });
}
