import type { EnablePolicyTypeRequest, EnablePolicyTypeResponse } from '@aws-sdk/client-organizations';
import { unitArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { enablePolicies } from '../../store/organization-policy.ts';
import { rootShape } from './organization-shapes.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { requireEnabled } from './policy-target.ts';
import { checkPolicyType } from './policy-text.ts';
import { rootIdConstraint } from './unit-members.ts';

/** EnablePolicyType: everything begins with full access; DisablePolicyType: all policies are detached. */
export const switchPolicyType = (enabled: boolean): Operation<EnablePolicyTypeRequest, EnablePolicyTypeResponse> => ({
  constraints: { RootId: rootIdConstraint },

  async handle({ RootId: rootId, PolicyType: type }, context) {
    const organization = await managedOrganization(context);
    checkPolicyType(type);
    if (rootId !== organization.rootId)
      throw new Fault('RootNotFoundException', `There is no root ${rootId} in this organization.`);
    if (organization.featureSet !== 'ALL')
      throw new Fault(
        'PolicyTypeNotAvailableForOrganizationException',
        'Policies need an organization with all features.',
      );
    const record = { organization, resources: [unitArn(organization, rootId)], detail: { type } };
    await changeOrganization(context, record, async (trx, locked) => {
      if (!enabled) requireEnabled(locked);
      else if (locked.policiesEnabled)
        throw new Fault('PolicyTypeAlreadyEnabledException', `${type} is enabled in ${rootId} already.`);
      await enablePolicies(trx, locked, enabled);
    });
    return { Root: rootShape({ ...organization, policiesEnabled: enabled }) };
  },
});
