import type { UpdateServiceSettingsRequest } from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import { type Organization, organizationArn } from '../../domain/organizations/organization.ts';
import {
  LICENSE_MANAGER,
  LICENSE_MANAGER_MANAGEMENT,
  LICENSE_MANAGER_MEMBER,
  RAM,
} from '../../domain/organizations/trusted-services.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { queue } from '../../store/job.ts';
import { findOrganizationOf, lockOrganization } from '../../store/organization.ts';
import { insertTrustedService, listMemberIds } from '../../store/organization-member.ts';
import { deleteShare, insertShare, putSharePrincipal } from '../../store/resource-share.ts';
import type { DB } from '../../store/schema.ts';
import { putServiceSettings, type ServiceSettingsChange } from '../../store/service-settings.ts';
import { listAcrossLicenses } from '../../views/discovery/discovered-accounts.ts';
import { findServiceSettings } from '../../views/license-manager/service-settings.ts';
import { ensureServiceRoles } from '../service-role.ts';
import { uuidFromSeed } from '../uuid-from-seed.ts';

const invalid = (message: string): Fault => new Fault('ValidationException', message);

/**
 * Whether a request links the organization or unlinks it. Switching cross-account discovery on links it too, and it cannot be
 * switched off again (user guide, settings).
 */
export function linkAsked(request: UpdateServiceSettingsRequest): boolean | undefined {
  const { OrganizationConfiguration: organization, EnableCrossAccountsDiscovery: discovery } = request;
  if (discovery && organization?.EnableIntegration === false)
    throw invalid('EnableCrossAccountsDiscovery links the organization: EnableIntegration cannot be false with it.');
  return discovery || organization?.EnableIntegration;
}

/** Writes settings, with what a link to the organization brings along or an end of it takes away. */
export async function changeSettings(
  trx: Transaction<DB>,
  {
    request,
    change,
    context,
  }: { request: UpdateServiceSettingsRequest; change: ServiceSettingsChange; context: RequestContext },
): Promise<void> {
  const before = await findServiceSettings(trx, change);
  const link = linkAsked(request);
  const discovers = request.EnableCrossAccountsDiscovery;
  if (discovers === false && before?.cross_accounts_discovery)
    throw invalid('EnableCrossAccountsDiscovery cannot be switched off once it is on.');
  const linked = link ? await linkOrganization(trx, before?.share_id ?? undefined, context) : {};
  if (link === false && before?.share_id) await deleteShare(trx, { ...change, id: before.share_id });
  await putServiceSettings(trx, {
    ...change,
    ...linked,
    integration: link,
    ...(discovers && { crossAccountsDiscovery: true }),
  });
  if (!link) return;
  const ids = await listAcrossLicenses(trx, change.accountId, change.region);
  await queue(
    trx,
    ids.map((licenseId) => ({ task: 'match-license', payload: { licenseId } })),
  );
}

/** Lets License Manager into the organization, and makes the share by which its accounts are to see licenses. */
async function linkOrganization(trx: Transaction<DB>, shareId: string | undefined, context: RequestContext) {
  const { accountId, region, now: at, requestId } = context;
  const organization = await managedOrganization(trx, accountId);
  for (const servicePrincipal of [LICENSE_MANAGER, LICENSE_MANAGER_MEMBER, RAM])
    await insertTrustedService(trx, organization.id, { servicePrincipal, at });
  await ensureServiceRoles(trx, context, { service: LICENSE_MANAGER_MANAGEMENT, accountIds: [accountId] });
  const members = await listMemberIds(trx, organization);
  await ensureServiceRoles(trx, context, { service: LICENSE_MANAGER_MEMBER, accountIds: members });
  if (shareId !== undefined) return {};
  const share = { accountId, region, id: uuidFromSeed(requestId), name: 'LicenseManagerResourceShare', at };
  const made = await insertShare(trx, { ...share, allowExternal: false });
  const all = { principal: organization.id, entity: organizationArn(organization), external: false, accepted: true };
  await putSharePrincipal(trx, made, all, at);
  return { shareId: made.id };
}

async function managedOrganization(trx: Transaction<DB>, accountId: string): Promise<Organization> {
  const found = await findOrganizationOf(trx, accountId);
  const organization = found && (await lockOrganization(trx, found.id));
  if (!organization)
    throw invalid(
      'EnableIntegration cannot be true: this account is not in an organization. CreateOrganization makes one.',
    );
  if (organization.managementAccountId !== accountId)
    throw invalid(
      `EnableIntegration cannot be true: the organization is linked by its management account, ${organization.managementAccountId}.`,
    );
  if (organization.featureSet !== 'ALL')
    throw invalid('EnableIntegration cannot be true: it needs an organization with all features.');
  return organization;
}
