import type { RegisterDelegatedAdministratorRequest } from '@aws-sdk/client-organizations';
import type { Transaction } from 'kysely';
import { memberArn, type Organization } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { type Delegation, deleteDelegation, insertDelegation } from '../../store/organization-member.ts';
import type { DB } from '../../store/schema.ts';
import { isTrusted, listDelegatedAdministrators } from '../../views/organizations/services.ts';
import { checkService, servicePrincipalConstraint } from './aws-service-access.ts';
import { violates } from './organization-faults.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { accountIdConstraint, requireMember } from './unit-members.ts';

const constraints = { AccountId: accountIdConstraint, ServicePrincipal: servicePrincipalConstraint };

/** Changes who administers a service, in the organization that the caller manages. */
async function changeDelegation(
  { AccountId: accountId = '', ServicePrincipal: servicePrincipal = '' }: RegisterDelegatedAdministratorRequest,
  context: RequestContext,
  work: (trx: Transaction<DB>, organization: Organization, delegation: Delegation) => Promise<void>,
): Promise<void> {
  const organization = await managedOrganization(context);
  checkService(servicePrincipal);
  const record = { organization, resources: [memberArn(organization, accountId)], detail: { servicePrincipal } };
  await changeOrganization(context, record, (trx) => work(trx, organization, { accountId, servicePrincipal }));
}

/** Lets an account administer a service for the organization: one account a service, as License Manager has it. */
export const registerDelegatedAdministrator: Operation<RegisterDelegatedAdministratorRequest, object> = {
  constraints,

  async handle(request, context) {
    await changeDelegation(request, context, async (trx, organization, { accountId, servicePrincipal }) => {
      await checkEligible(trx, organization, { accountId, servicePrincipal });
      if (!(await insertDelegation(trx, organization.id, { accountId, servicePrincipal, at: context.now })))
        throw new Fault(
          'AccountAlreadyRegisteredException',
          `The account ${accountId} is registered for ${servicePrincipal} already.`,
        );
    });
    return {};
  },
};

async function checkEligible(trx: Transaction<DB>, organization: Organization, delegation: Delegation): Promise<void> {
  const { accountId, servicePrincipal } = delegation;
  const member = await requireMember(trx, organization, accountId);
  if (accountId === organization.managementAccountId)
    throw violates(
      'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
      'The management account administers all already.',
    );
  if (member.isClosed)
    throw violates(
      'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
      `The account ${accountId} is closed.`,
    );
  if (!(await isTrusted(trx, organization.id, servicePrincipal)))
    throw violates(
      'SERVICE_ACCESS_NOT_ENABLED',
      `${servicePrincipal} may not act in this organization: EnableAWSServiceAccess lets it.`,
    );
  const others = await listDelegatedAdministrators(trx, organization.id, {
    servicePrincipal,
    after: undefined,
    limit: 1,
  });
  const other = others.find((one) => one.accountId !== accountId);
  if (other)
    throw violates(
      'MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED',
      `${other.accountId} administers ${servicePrincipal}; there can be one: deregister it first.`,
    );
}

export const deregisterDelegatedAdministrator: Operation<RegisterDelegatedAdministratorRequest, object> = {
  constraints,

  async handle(request, context) {
    await changeDelegation(request, context, async (trx, organization, { accountId, servicePrincipal }) => {
      await requireMember(trx, organization, accountId);
      if (!(await deleteDelegation(trx, { accountId, servicePrincipal })))
        throw new Fault(
          'AccountNotRegisteredException',
          `The account ${accountId} does not administer ${servicePrincipal}.`,
        );
    });
    return {};
  },
};
