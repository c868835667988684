import type { AttachedPolicy } from '@aws-sdk/client-iam';
import type { Constraints } from '../../domain/constraints.ts';
import type { HolderKind } from '../../domain/identities/entity.ts';
import { ATTACHED } from '../../domain/identities/quotas.ts';
import { Fault } from '../../fault.ts';
import type { Operation, ResourceScope } from '../../operation.ts';
import { updateEntity } from '../../store/iam-entity.ts';
import { attachPolicy, detachPolicy, readAttachedPolicies } from '../../store/iam-policy.ts';
import { changeEntity, checkQuota } from './change-identities.ts';
import { boundaryKeys } from './identity-keys.ts';
import { policyArnConstraint, requirePolicy } from './managed-policy.ts';
import { NAMED, type Naming, nameConstraint, namedArn, nameIn, requireEntity } from './named-entity.ts';
import { behind, pageConstraints, readPage } from './read-page.ts';

// Managed policies and boundaries of users, groups and roles.

interface Named extends Naming {
  readonly PolicyArn: string | undefined;
}

const constraintsOf = (kind: HolderKind): Constraints => ({
  [NAMED[kind].member]: nameConstraint(128),
  PolicyArn: policyArnConstraint,
});

const holder = (kind: HolderKind) => (input: Naming, scope: ResourceScope) =>
  namedArn(kind, nameIn(kind, input), scope);

/** Only a service attaches what is for its own role. */
function checkAttachable(arn: string, path: string): void {
  if (path.startsWith('/aws-service-role/'))
    throw new Fault('PolicyNotAttachable', `Cannot attach a Service Role Policy to a Customer Role: ${arn}.`);
}

export const attachTo = (kind: HolderKind): Operation<Named, Record<string, never>> => ({
  resources: holder(kind),
  keys: ({ PolicyArn }) => ({ 'iam:PolicyARN': [PolicyArn!] }),
  constraints: constraintsOf(kind),
  async handle(input, context) {
    const policyArn = input.PolicyArn!;
    await changeEntity(context, { kind, name: nameIn(kind, input), detail: { policyArn } }, async (trx, entity) => {
      const { arn, path } = await requirePolicy(trx, context.accountId, policyArn);
      checkAttachable(arn, path);
      await attachPolicy(trx, entity, arn);
      checkQuota((await readAttachedPolicies(trx, entity)).length, ATTACHED[kind]);
    });
    return {};
  },
});

export const detachFrom = (kind: HolderKind): Operation<Named, Record<string, never>> => ({
  resources: holder(kind),
  keys: ({ PolicyArn }) => ({ 'iam:PolicyARN': [PolicyArn!] }),
  constraints: constraintsOf(kind),
  async handle(input, context) {
    const policyArn = input.PolicyArn!;
    await changeEntity(context, { kind, name: nameIn(kind, input), detail: { policyArn } }, async (trx, entity) => {
      const { arn } = await requirePolicy(trx, context.accountId, policyArn);
      if (!(await detachPolicy(trx, entity, arn)))
        throw new Fault(
          'NoSuchEntity',
          `Policy ${arn} was not found among those attached to the ${kind} ${entity.name}.`,
        );
    });
    return {};
  },
});

interface Paged extends Naming {
  readonly PathPrefix?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

interface Attached {
  readonly AttachedPolicies: AttachedPolicy[];
  readonly IsTruncated: boolean;
  readonly Marker: string | undefined;
}

/** Name and ARN of an attached policy; its name is the end of its ARN. */
export const attachedShape = (arn: string): { PolicyName: string; PolicyArn: string } => ({
  PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
  PolicyArn: arn,
});

export const listAttachedTo = (kind: HolderKind): Operation<Paged, Attached> => ({
  resources: holder(kind),
  constraints: { [NAMED[kind].member]: nameConstraint(128), ...pageConstraints },
  async handle(input, { db, accountId }) {
    const { PathPrefix: prefix = '/' } = input;
    const entity = await requireEntity(db, { accountId, kind, name: nameIn(kind, input) });
    const arns = (await readAttachedPolicies(db, entity)).filter((arn) => arn.split(':policy')[1]!.startsWith(prefix));
    const keyOf = (arn: string): string => arn;
    const { rows, more } = await readPage(input, {
      operation: `ListAttached ${kind}`,
      read: behind(arns, keyOf),
      keyOf,
    });
    return { AttachedPolicies: rows.map(attachedShape), ...more };
  },
});

type Bounded = Naming & { readonly PermissionsBoundary: string | undefined };

export const putBoundary = (kind: 'user' | 'role'): Operation<Bounded, Record<string, never>> => ({
  resources: holder(kind),
  keys: boundaryKeys,
  constraints: { [NAMED[kind].member]: nameConstraint(128), PermissionsBoundary: policyArnConstraint },
  async handle(input, context) {
    const boundary = input.PermissionsBoundary!;
    await changeEntity(context, { kind, name: nameIn(kind, input), detail: { boundary } }, async (trx, entity) => {
      const { arn } = await requirePolicy(trx, context.accountId, boundary);
      await updateEntity(trx, { ...entity, boundary: arn });
    });
    return {};
  },
});

export const deleteBoundary = (kind: 'user' | 'role'): Operation<Naming, Record<string, never>> => ({
  resources: holder(kind),
  constraints: { [NAMED[kind].member]: nameConstraint(128) },
  async handle(input, context) {
    await changeEntity(context, { kind, name: nameIn(kind, input) }, async (trx, entity) => {
      if (entity.boundary === null)
        throw new Fault('NoSuchEntity', `The ${kind} ${entity.name} has no permissions boundary.`);
      await updateEntity(trx, { ...entity, boundary: null });
    });
    return {};
  },
});
