import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
} from '@aws-sdk/client-iam';
import { type Entity, entityArn, entityId } from '../../domain/identities/entity.ts';
import { ENTITIES } from '../../domain/identities/quotas.ts';
import { readyMadePolicies } from '../../domain/identities/ready-made-policies.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { countEntities, deleteEntity, insertEntity } from '../../store/iam-entity.ts';
import { countUses } from '../../store/iam-policy.ts';
import { deletePolicyVersion, insertPolicyVersion, readPolicyVersions } from '../../store/iam-policy-version.ts';
import { listCustomerPolicies } from '../../views/iam/policies.ts';
import { changeIdentities, checkQuota } from './change-identities.ts';
import { pathConstraints } from './create-entity.ts';
import { listedPolicyShape, policyShape } from './entity-shapes.ts';
import {
  customerPolicy,
  type ManagedPolicy,
  policyArnConstraint,
  requireCustomerPolicy,
  requirePolicy,
} from './managed-policy.ts';
import { nameConstraint } from './named-entity.ts';
import { checkManagedPolicy, documentConstraint } from './policy-document.ts';
import { behind, pageConstraints, readPage } from './read-page.ts';
import { tagConstraints, withTags } from './tags.ts';

const constraints = { PolicyArn: policyArnConstraint };
const named = ({ PolicyArn }: { PolicyArn?: string | undefined }) => [PolicyArn!];

export const createPolicy: Operation<CreatePolicyRequest, CreatePolicyResponse> = {
  resources: ({ PolicyName, Path: path = '/' }, scope) => [
    `arn:aws:iam::${scope.accountId}:policy${path}${PolicyName}`,
  ],
  constraints: {
    PolicyName: nameConstraint(128),
    ...pathConstraints,
    PolicyDocument: documentConstraint,
    Description: { length: [0, 1000], pattern: /^[\t\n\r -~¡-ÿ]*$/, form: 'characters up to U+00FF' },
    ...tagConstraints,
  },
  async handle({ PolicyName, Path: path = '/', PolicyDocument: document, Description, Tags }, context) {
    const { accountId, now: createdAt, requestId } = context;
    checkManagedPolicy(document!);
    const entity: Entity<'policy'> = {
      ...{ accountId, kind: 'policy', id: entityId('policy', requestId), name: PolicyName!, path, boundary: null },
      tags: withTags({}, Tags),
      settings: { description: Description, defaultVersion: 1, latestVersion: 1, updatedAt: createdAt.toISOString() },
      createdAt,
    };
    await changeIdentities(context, async (trx) => {
      if (!(await insertEntity(trx, entity)))
        throw new Fault(
          'EntityAlreadyExists',
          `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
        );
      checkQuota(await countEntities(trx, accountId, 'policy'), ENTITIES.policy);
      await insertPolicyVersion(trx, entity.id, { version: 1, document: document!, createdAt });
      return { result: undefined, resources: [entityArn(entity)], detail: { document } };
    });
    return { Policy: policyShape(customerPolicy(entity)) };
  },
};

export const getPolicy: Operation<GetPolicyRequest, GetPolicyResponse> = {
  resources: named,
  constraints,
  async handle({ PolicyArn: arn }, { db, accountId }) {
    const policy = await requirePolicy(db, accountId, arn!);
    return { Policy: policyShape(policy, (await countUses(db, accountId, [policy.arn])).get(policy.arn)) };
  },
};

/** The account's own first, then the ready-made ones; each by name. */
export const listPolicies: Operation<ListPoliciesRequest, ListPoliciesResponse> = {
  constraints: {
    ...pageConstraints,
    Scope: { oneOf: ['All', 'AWS', 'Local'] },
    PolicyUsageFilter: { oneOf: ['PermissionsPolicy', 'PermissionsBoundary'] },
  },
  async handle(request, { db, accountId }) {
    const { Scope: scope = 'All', OnlyAttached: onlyAttached = false, PolicyUsageFilter: use } = request;
    const query = { accountId, pathPrefix: request.PathPrefix ?? '/', onlyAttached, use };
    const readyMade = scope === 'Local' ? [] : await usedReadyMade(db, query);
    const { rows, more } = await readPage<ManagedPolicy>(request, {
      operation: 'ListPolicies',
      async read({ after, limit }) {
        const own =
          scope === 'AWS' || after.startsWith('~') ? [] : await listCustomerPolicies(db, query, { after, limit });
        const rest = await behind(readyMade, keyOf)({ after, limit: limit - own.length });
        return [...own.map(customerPolicy), ...rest];
      },
      keyOf,
    });
    const uses = await countUses(
      db,
      accountId,
      rows.map(({ arn }) => arn),
    );
    return { Policies: rows.map((policy) => listedPolicyShape(policy, uses.get(policy.arn))), ...more };
  },
};

/** A tilde comes behind every character of a name. */
const keyOf = ({ name, entity }: ManagedPolicy): string => `${entity ? '' : '~'}${name.toLowerCase()}`;

async function usedReadyMade(
  db: Parameters<typeof countUses>[0],
  { accountId, pathPrefix, onlyAttached, use }: Parameters<typeof listCustomerPolicies>[1],
): Promise<ManagedPolicy[]> {
  const inPath = readyMadePolicies().filter(({ path }) => path.startsWith(pathPrefix));
  if (!onlyAttached && use === undefined) return inPath;
  const uses = await countUses(
    db,
    accountId,
    inPath.map(({ arn }) => arn),
  );
  return inPath.filter(({ arn }) => {
    const { attachments, boundaries } = uses.get(arn)!;
    return (
      (attachments > 0 || (!onlyAttached && use !== 'PermissionsPolicy')) &&
      (boundaries > 0 || use !== 'PermissionsBoundary')
    );
  });
}

/** Its default version goes with it. */
export const deletePolicy: Operation<DeletePolicyRequest, Record<string, never>> = {
  resources: named,
  constraints,
  async handle({ PolicyArn }, context) {
    const { accountId } = context;
    await changeIdentities(context, async (trx) => {
      const { arn, entity } = await requireCustomerPolicy(trx, accountId, PolicyArn!);
      const { attachments, boundaries } = (await countUses(trx, accountId, [arn])).get(arn)!;
      if (attachments + boundaries > 0)
        throw new Fault('DeleteConflict', 'Cannot delete a policy attached to entities.');
      if ((await readPolicyVersions(trx, entity.id)).length > 1)
        throw new Fault(
          'DeleteConflict',
          'This policy has more than one version. Before you delete a policy, you must delete the ' +
            "policy's versions. The default version is deleted with the policy.",
        );
      await deletePolicyVersion(trx, entity.id, entity.settings.defaultVersion);
      await deleteEntity(trx, entity);
      return { result: undefined, resources: [arn] };
    });
    return {};
  },
};
