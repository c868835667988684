import type { Constraints } from '../../domain/constraints.ts';
import type { HolderKind } from '../../domain/identities/entity.ts';
import { INLINE_SIZE, sizeOf } from '../../domain/identities/quotas.ts';
import { Fault } from '../../fault.ts';
import type { Operation, ResourceScope } from '../../operation.ts';
import { deleteInlinePolicy, putInlinePolicy, readInlinePolicies } from '../../store/iam-policy.ts';
import { changeEntity } from './change-identities.ts';
import { encodeDocument } from './entity-shapes.ts';
import { NAMED, type Naming, nameConstraint, namedArn, nameIn, requireEntity } from './named-entity.ts';
import { checkIdentityPolicy, documentConstraint } from './policy-document.ts';
import { behind, pageConstraints, readPage } from './read-page.ts';

// Inline policies are the same for users, groups and roles, but for the member that names whose.

interface Named extends Naming {
  readonly PolicyName: string | undefined;
}

const constraintsOf = (kind: HolderKind): Constraints => ({
  [NAMED[kind].member]: nameConstraint(128),
  PolicyName: nameConstraint(128),
});

const holder = (kind: HolderKind) => (input: Naming, scope: ResourceScope) =>
  namedArn(kind, nameIn(kind, input), scope);

const noPolicy = (kind: HolderKind, name: string): Fault =>
  new Fault('NoSuchEntity', `The ${kind} policy with name ${name} cannot be found.`);

export const putPolicy = (
  kind: HolderKind,
): Operation<Named & { readonly PolicyDocument: string | undefined }, Record<string, never>> => ({
  resources: holder(kind),
  constraints: { ...constraintsOf(kind), PolicyDocument: documentConstraint },
  async handle(input, context) {
    const [name, policyName, document] = [nameIn(kind, input), input.PolicyName!, input.PolicyDocument!];
    checkIdentityPolicy(document);
    await changeEntity(context, { kind, name, detail: { policyName, document } }, async (trx, entity) => {
      await putInlinePolicy(trx, entity, { name: policyName, document });
      const all = await readInlinePolicies(trx, entity);
      const size = all.reduce((sum, policy) => sum + sizeOf(policy.document), 0);
      if (size > INLINE_SIZE[kind])
        throw new Fault(
          'LimitExceeded',
          `Maximum policy size of ${INLINE_SIZE[kind]} bytes exceeded for ${kind} ${name}`,
        );
    });
    return {};
  },
});

type PolicyOf<Kind extends HolderKind> = Record<
  'PolicyName' | 'PolicyDocument' | (typeof NAMED)[Kind]['member'],
  string
>;

export const getPolicyOf = <Kind extends HolderKind>(kind: Kind): Operation<Named, PolicyOf<Kind>> => ({
  resources: holder(kind),
  constraints: constraintsOf(kind),
  async handle(input, { db, accountId }) {
    const entity = await requireEntity(db, { accountId, kind, name: nameIn(kind, input) });
    const policies = await readInlinePolicies(db, entity);
    const policy = policies.find(({ name }) => name === input.PolicyName);
    if (!policy) throw noPolicy(kind, input.PolicyName!);
    const document = { PolicyName: policy.name, PolicyDocument: encodeDocument(policy.document) };
    return { [NAMED[kind].member]: entity.name, ...document } as PolicyOf<Kind>;
  },
});

export const deletePolicyOf = (kind: HolderKind): Operation<Named, Record<string, never>> => ({
  resources: holder(kind),
  constraints: constraintsOf(kind),
  async handle(input, context) {
    const policyName = input.PolicyName!;
    await changeEntity(context, { kind, name: nameIn(kind, input), detail: { policyName } }, async (trx, entity) => {
      if (!(await deleteInlinePolicy(trx, entity, policyName))) throw noPolicy(kind, policyName);
    });
    return {};
  },
});

interface Paged extends Naming {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export const listPoliciesOf = (
  kind: HolderKind,
): Operation<Paged, { PolicyNames: string[]; IsTruncated: boolean; Marker: string | undefined }> => ({
  resources: holder(kind),
  constraints: { [NAMED[kind].member]: nameConstraint(128), ...pageConstraints },
  async handle(input, { db, accountId }) {
    const entity = await requireEntity(db, { accountId, kind, name: nameIn(kind, input) });
    const names = (await readInlinePolicies(db, entity)).map(({ name }) => name);
    const keyOf = (name: string): string => name;
    const { rows, more } = await readPage(input, { operation: `List ${kind}`, read: behind(names, keyOf), keyOf });
    return { PolicyNames: [...rows], ...more };
  },
});
