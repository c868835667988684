import type {
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
  DeletePolicyVersionRequest,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  PolicyVersion as PolicyVersionShape,
  SetDefaultPolicyVersionRequest,
} from '@aws-sdk/client-iam';
import type { Constraint } from '../../domain/constraints.ts';
import type { Entity, PolicySettings } from '../../domain/identities/entity.ts';
import { POLICY_VERSIONS } from '../../domain/identities/quotas.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { updateEntity } from '../../store/iam-entity.ts';
import {
  deletePolicyVersion as deleteVersion,
  insertPolicyVersion,
  type PolicyVersion,
  readPolicyVersions,
} from '../../store/iam-policy-version.ts';
import { changeIdentities } from './change-identities.ts';
import { encodeDocument } from './entity-shapes.ts';
import {
  type ManagedPolicy,
  policyArnConstraint,
  readVersions,
  requireCustomerPolicy,
  requirePolicy,
} from './managed-policy.ts';
import { checkManagedPolicy, documentConstraint } from './policy-document.ts';
import { behind, pageConstraints, readPage } from './read-page.ts';

const VersionId: Constraint = { pattern: /^v[1-9]\d{0,8}$/, form: 'a version such as v2' };
const constraints = { PolicyArn: policyArnConstraint, VersionId };
const named = ({ PolicyArn }: { PolicyArn?: string | undefined }) => [PolicyArn!];

const numberOf = (versionId: string): number => Number(versionId.slice(1));

const shapeOf = ({ version, createdAt }: PolicyVersion, policy: Pick<ManagedPolicy, 'defaultVersion'>) =>
  ({
    VersionId: `v${version}`,
    IsDefaultVersion: version === policy.defaultVersion,
    CreateDate: createdAt,
  }) satisfies PolicyVersionShape;

const noVersion = (arn: string, versionId: string): Fault =>
  new Fault('NoSuchEntity', `Policy ${arn} version ${versionId} does not exist or is not attachable.`);

/** The entity with other settings, as changed at a time. */
const withSettings = (entity: Entity<'policy'>, at: Date, settings: Partial<PolicySettings>): Entity<'policy'> => ({
  ...entity,
  settings: { ...entity.settings, ...settings, updatedAt: at.toISOString() },
});

export const createPolicyVersion: Operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse> = {
  resources: named,
  constraints: { PolicyArn: policyArnConstraint, PolicyDocument: documentConstraint },
  async handle({ PolicyArn, PolicyDocument: document, SetAsDefault: setAsDefault = false }, context) {
    const { accountId, now: createdAt } = context;
    checkManagedPolicy(document!);
    return changeIdentities(context, async (trx) => {
      const { arn, entity } = await requireCustomerPolicy(trx, accountId, PolicyArn!);
      if ((await readPolicyVersions(trx, entity.id)).length >= POLICY_VERSIONS)
        throw new Fault(
          'LimitExceeded',
          `A managed policy can have up to ${POLICY_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        );
      const version = { version: entity.settings.latestVersion + 1, document: document!, createdAt };
      await insertPolicyVersion(trx, entity.id, version);
      const latestVersion = version.version;
      const defaultVersion = setAsDefault ? latestVersion : entity.settings.defaultVersion;
      await updateEntity(trx, withSettings(entity, createdAt, { latestVersion, defaultVersion }));
      const shape = shapeOf(version, { defaultVersion });
      return { result: { PolicyVersion: shape }, resources: [arn], detail: { document, setAsDefault } };
    });
  },
};

export const getPolicyVersion: Operation<GetPolicyVersionRequest, GetPolicyVersionResponse> = {
  resources: named,
  constraints,
  async handle({ PolicyArn, VersionId: id }, { db, accountId }) {
    const policy = await requirePolicy(db, accountId, PolicyArn!);
    const found = (await readVersions(db, policy)).find(({ version }) => version === numberOf(id!));
    if (!found) throw noVersion(policy.arn, id!);
    return { PolicyVersion: { Document: encodeDocument(found.document), ...shapeOf(found, policy) } };
  },
};

/** The newest first. */
export const listPolicyVersions: Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> = {
  resources: named,
  constraints: { PolicyArn: policyArnConstraint, ...pageConstraints },
  async handle(request, { db, accountId }) {
    const policy = await requirePolicy(db, accountId, request.PolicyArn!);
    const versions = await readVersions(db, policy);
    const keyOf = ({ version }: PolicyVersion): string => String(10 ** 9 - version).padStart(10, '0');
    const { rows, more } = await readPage(request, {
      operation: 'ListPolicyVersions',
      read: behind(versions, keyOf),
      keyOf,
    });
    return { Versions: rows.map((version) => shapeOf(version, policy)), ...more };
  },
};

export const setDefaultPolicyVersion: Operation<SetDefaultPolicyVersionRequest, Record<string, never>> = {
  resources: named,
  constraints,
  async handle({ PolicyArn, VersionId: id }, context) {
    await changeIdentities(context, async (trx) => {
      const { arn, entity } = await requireCustomerPolicy(trx, context.accountId, PolicyArn!);
      const defaultVersion = numberOf(id!);
      const versions = await readPolicyVersions(trx, entity.id);
      if (!versions.some(({ version }) => version === defaultVersion)) throw noVersion(arn, id!);
      await updateEntity(trx, withSettings(entity, context.now, { defaultVersion }));
      return { result: undefined, resources: [arn], detail: { defaultVersion: id } };
    });
    return {};
  },
};

export const deletePolicyVersion: Operation<DeletePolicyVersionRequest, Record<string, never>> = {
  resources: named,
  constraints,
  async handle({ PolicyArn, VersionId: id }, context) {
    await changeIdentities(context, async (trx) => {
      const { arn, entity } = await requireCustomerPolicy(trx, context.accountId, PolicyArn!);
      if (numberOf(id!) === entity.settings.defaultVersion)
        throw new Fault('DeleteConflict', 'Cannot delete the default version of a policy.');
      if (!(await deleteVersion(trx, entity.id, numberOf(id!)))) throw noVersion(arn, id!);
      return { result: undefined, resources: [arn], detail: { version: id } };
    });
    return {};
  },
};
