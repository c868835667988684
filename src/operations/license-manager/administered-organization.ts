import { LICENSE_MANAGER } from '../../domain/organizations/trusted-services.ts';
import type { RequestContext } from '../../operation.ts';
import { type AdministeredOrganization, findAdministered } from '../../views/license-manager/service-settings.ts';

/** The linked organization in which the caller administers License Manager; undefined where there is none. */
export const administeredOrganization = (context: RequestContext): Promise<AdministeredOrganization | undefined> =>
  findAdministered(context.db, context, LICENSE_MANAGER);
