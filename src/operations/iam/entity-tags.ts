import type { Tag } from '@aws-sdk/client-iam';
import type { Kysely } from 'kysely';
import type { Constraint, Constraints } from '../../domain/constraints.ts';
import type { Entity, EntityKind } from '../../domain/identities/entity.ts';
import type { Operation, RequestContext, ResourceScope } from '../../operation.ts';
import { updateEntity } from '../../store/iam-entity.ts';
import type { DB } from '../../store/schema.ts';
import { changeEntity, changeIdentities } from './change-identities.ts';
import { tagList } from './entity-shapes.ts';
import { policyArnConstraint, requireCustomerPolicy, requirePolicy } from './managed-policy.ts';
import { NAMED, type Naming, nameConstraint, namedArn, nameIn, requireEntity } from './named-entity.ts';
import { providerArnConstraint, requireProvider } from './openid-provider.ts';
import { behind, pageConstraints, readPage } from './read-page.ts';
import { tagConstraints, tagKeyConstraints, withoutTags, withTags } from './tags.ts';

// Tags of all that has some, the same but for what names it.

/** What requests name by an ARN; all else they name by a name. */
const BY_ARN = {
  policy: {
    member: 'PolicyArn',
    constraint: policyArnConstraint,
    find: requirePolicy,
    findOwn: async (db, accountId, arn) => (await requireCustomerPolicy(db, accountId, arn)).entity,
  },
  'oidc-provider': {
    member: 'OpenIDConnectProviderArn',
    constraint: providerArnConstraint,
    find: requireProvider,
    findOwn: requireProvider,
  },
} as const satisfies Partial<Record<EntityKind, ByArn>>;

interface ByArn {
  readonly member: string;
  readonly constraint: Constraint;
  readonly find: (db: Kysely<DB>, accountId: string, arn: string) => Promise<Pick<Entity, 'tags'>>;
  /** As `find`, of what can be changed. */
  readonly findOwn: (db: Kysely<DB>, accountId: string, arn: string) => Promise<Entity>;
}

type ArnKind = keyof typeof BY_ARN;
type TaggedKind = 'user' | 'role' | 'instance-profile' | ArnKind;

const isByArn = (kind: TaggedKind): kind is ArnKind => Object.hasOwn(BY_ARN, kind);

type Named = Naming & { readonly [Kind in ArnKind as (typeof BY_ARN)[Kind]['member']]?: string | undefined };

const arnIn = (kind: ArnKind, input: Named): string => input[BY_ARN[kind].member]!;

const constraintsOf = (kind: TaggedKind): Constraints =>
  isByArn(kind) ? { [BY_ARN[kind].member]: BY_ARN[kind].constraint } : { [NAMED[kind].member]: nameConstraint(128) };

const tagged = (kind: TaggedKind) => (input: Named, scope: ResourceScope) =>
  isByArn(kind) ? [arnIn(kind, input)] : namedArn(kind, nameIn(kind, input), scope);

async function changeTags(
  kind: TaggedKind,
  input: Named,
  context: RequestContext,
  change: { readonly of: (tags: Entity['tags']) => Entity['tags']; readonly detail: Record<string, unknown> },
): Promise<Record<string, never>> {
  const { of, detail } = change;
  if (isByArn(kind))
    await changeIdentities(context, async (trx) => {
      const arn = arnIn(kind, input);
      const entity = await BY_ARN[kind].findOwn(trx, context.accountId, arn);
      const result = await updateEntity(trx, { ...entity, tags: of(entity.tags) });
      return { result, resources: [arn], detail };
    });
  else
    await changeEntity(context, { kind, name: nameIn(kind, input), detail }, async (trx, entity: Entity) =>
      updateEntity(trx, { ...entity, tags: of(entity.tags) }),
    );
  return {};
}

export const tagEntity = (
  kind: TaggedKind,
): Operation<Named & { readonly Tags: Tag[] | undefined }, Record<string, never>> => ({
  resources: tagged(kind),
  constraints: { ...constraintsOf(kind), ...tagConstraints },
  handle: (input, context) =>
    changeTags(kind, input, context, { of: (tags) => withTags(tags, input.Tags), detail: { tags: input.Tags } }),
});

export const untagEntity = (
  kind: TaggedKind,
): Operation<Named & { readonly TagKeys: string[] | undefined }, Record<string, never>> => ({
  resources: tagged(kind),
  constraints: { ...constraintsOf(kind), ...tagKeyConstraints },
  handle: (input, context) =>
    changeTags(kind, input, context, {
      of: (tags) => withoutTags(tags, input.TagKeys ?? []),
      detail: { tagKeys: input.TagKeys },
    }),
});

type Paged = Named & { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined };

export const listTagsOf = (
  kind: TaggedKind,
): Operation<Paged, { Tags: Tag[]; IsTruncated: boolean; Marker: string | undefined }> => ({
  resources: tagged(kind),
  constraints: { ...constraintsOf(kind), ...pageConstraints },
  async handle(input, { db, accountId }) {
    const { tags } = isByArn(kind)
      ? await BY_ARN[kind].find(db, accountId, arnIn(kind, input))
      : await requireEntity(db, { accountId, kind, name: nameIn(kind, input) });
    const keyOf = ({ Key }: Tag): string => Key!;
    const read = behind(tagList(tags), keyOf);
    const { rows, more } = await readPage(input, { operation: `ListTags ${kind}`, read, keyOf });
    return { Tags: [...rows], ...more };
  },
});
