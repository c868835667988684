import type { CreateGrantVersionRequest, CreateGrantVersionResponse } from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import type { IssuedGrant } from '../../../domain/issued/grant.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { changeGrant, findGrant, followGrant } from '../../../store/issued-grant.ts';
import type { DB } from '../../../store/schema.ts';
import { changeOnce } from '../../change-once.ts';
import { clientToken } from '../issued/issued-terms.ts';
import { arnConstraint } from '../named-license.ts';
import { grantConstraints, operationsOf, reasonConstraint, versionConstraint } from './grant-constraints.ts';
import { changedShape } from './grant-shape.ts';
import { checkPassedOn } from './grantable-license.ts';
import { checkIsOf, invalid, lockGrant, recordOf, statusAfter, unknownGrant } from './named-grant.ts';
import { lockReplaced, replace } from './replace-grants.ts';

/** What a version can make of a grant; the other statuses come by themselves. */
const STATUSES = ['ACTIVE', 'DISABLED'] as const;
const OVERRIDES = ['DISTRIBUTED_GRANTS_ONLY', 'ALL_GRANTS_PERMITTED_BY_ISSUER'] as const;

/**
 * Its granter changes a grant's name and what it allows; both sides activate it, once it is accepted, and disable it. What is
 * checked out stays so. A grant to an organization is activated or disabled for all its accounts.
 */
export const createGrantVersion: Operation<CreateGrantVersionRequest, CreateGrantVersionResponse> = {
  resources: ({ GrantArn: arn }) => [arn!],
  constraints: {
    ...grantConstraints,
    ClientToken: clientToken,
    GrantArn: arnConstraint,
    Status: { oneOf: STATUSES },
    StatusReason: reasonConstraint,
    SourceVersion: versionConstraint,
    'Options.ActivationOverrideBehavior': { oneOf: OVERRIDES },
  },

  async handle(request, context) {
    const { GrantArn: arn, Status: status, StatusReason: reason } = request;
    const { GrantName: name, AllowedOperations: given, Options: options } = request;
    checkAsked(request);
    const detail = { name, operations: given, status, reason, options };
    let changed: IssuedGrant | undefined;
    const once = { input: request, mismatch: 'ValidationException', record: () => recordOf(changed!, detail) };
    const { id } = await changeOnce(context, once, async (trx) => {
      changed = await writeVersion(trx, request, context);
      return { id: changed.id };
    });
    const grant = await findGrant(context.db, id);
    if (!grant) throw unknownGrant(arn!);
    return changedShape(grant);
  },
};

function checkAsked({ GrantName, AllowedOperations, Status, StatusReason, Options }: CreateGrantVersionRequest): void {
  if (Options?.ActivationOverrideBehavior !== undefined && Status !== 'ACTIVE')
    throw invalid('ActivationOverrideBehavior says how a grant is activated: it needs the Status ACTIVE.');
  if ([GrantName, AllowedOperations, Status, StatusReason].every((member) => member === undefined))
    throw invalid('Nothing changes. Give GrantName, AllowedOperations, Status or StatusReason.');
}

async function writeVersion(
  trx: Transaction<DB>,
  request: CreateGrantVersionRequest,
  context: RequestContext,
): Promise<IssuedGrant> {
  const { GrantArn: arn, Status: status, SourceVersion: source, GrantName: name, StatusReason: reason } = request;
  const operations = request.AllowedOperations && operationsOf(request.AllowedOperations);
  const override = request.Options?.ActivationOverrideBehavior;
  const isReplacing = override === 'ALL_GRANTS_PERMITTED_BY_ISSUER';
  const locked = isReplacing ? await lockReplaced(trx, arn!, context) : [];
  const { grant } = await lockGrant(trx, arn!, context);
  const isChanged = name !== undefined || operations !== undefined;
  checkIsOf(isChanged ? [grant.accountId] : [grant.accountId, grant.granteeId], 'change', context);
  if (source !== undefined && source !== String(grant.version))
    throw invalid(`SourceVersion is ${source}, and the newest version of the grant is ${grant.version}.`);
  if (operations && grant.parentId !== null) {
    const parent = await findGrant(trx, grant.parentId);
    if (parent) checkPassedOn(operations, parent);
  }
  statusAfter('amend', grant);
  const next = status ? statusAfter(status === 'ACTIVE' ? 'activate' : 'disable', grant) : grant.status;
  checkOverride(grant, override, context);
  const isGranter = grant.accountId === context.accountId;
  const change = { name, operations, status: next, reason, override: isGranter ? override : undefined };
  await changeGrant(trx, grant, {
    isVersion: true,
    change: Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
  });
  if (grant.granteeId === null) await followGrant(trx, grant, status as (typeof STATUSES)[number] | undefined);
  if (isReplacing) await replace(trx, grant, locked);
  return { ...grant, status: next };
}

/** A grantee chooses how a grant is activated where its granter did not (model, Options). */
function checkOverride(grant: IssuedGrant, override: string | undefined, { accountId }: RequestContext): void {
  if (override === undefined || accountId === grant.accountId) return;
  if (grant.override !== null && grant.override !== override)
    throw invalid(`The granter chose the ActivationOverrideBehavior ${grant.override}.`);
}
