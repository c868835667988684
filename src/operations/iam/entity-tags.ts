import type { Tag } from '@aws-sdk/client-iam';
import type { Constraints } from '../../domain/constraints.ts';
import type { Entity } from '../../domain/identities/entity.ts';
import type { Operation, RequestContext, ResourceScope } from '../../operation.ts';
import { updateEntity } from '../../store/iam-entity.ts';
import { changeEntity, changeIdentities } from './change-identities.ts';
import { tagList } from './entity-shapes.ts';
import { policyArnConstraint, requireCustomerPolicy, requirePolicy } from './managed-policy.ts';
import { NAMED, type Naming, nameConstraint, namedArn, nameIn, requireEntity } from './named-entity.ts';
import { behind, pageConstraints, readPage } from './read-page.ts';
import { tagConstraints, tagKeyConstraints, withoutTags, withTags } from './tags.ts';

// Tags of users, roles, instance profiles and managed policies, the same but for what names them.

type TaggedKind = 'user' | 'role' | 'instance-profile' | 'policy';

type Named = Naming & { readonly PolicyArn?: string | undefined };

const constraintsOf = (kind: TaggedKind): Constraints =>
  kind === 'policy' ? { PolicyArn: policyArnConstraint } : { [NAMED[kind].member]: nameConstraint(128) };

const tagged = (kind: TaggedKind) => (input: Named, scope: ResourceScope) =>
  kind === 'policy' ? [input.PolicyArn!] : namedArn(kind, nameIn(kind, input), scope);

async function changeTags(
  kind: TaggedKind,
  input: Named,
  context: RequestContext,
  change: { readonly of: (tags: Entity['tags']) => Entity['tags']; readonly detail: Record<string, unknown> },
): Promise<Record<string, never>> {
  const { of, detail } = change;
  if (kind !== 'policy')
    await changeEntity(context, { kind, name: nameIn(kind, input), detail }, async (trx, entity: Entity) =>
      updateEntity(trx, { ...entity, tags: of(entity.tags) }),
    );
  else
    await changeIdentities(context, async (trx) => {
      const { arn, entity } = await requireCustomerPolicy(trx, context.accountId, input.PolicyArn!);
      const result = await updateEntity(trx, { ...entity, tags: of(entity.tags) });
      return { result, resources: [arn], detail };
    });
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
    const { tags } =
      kind === 'policy'
        ? await requirePolicy(db, accountId, input.PolicyArn!)
        : await requireEntity(db, { accountId, kind, name: nameIn(kind, input) });
    const keyOf = ({ Key }: Tag): string => Key!;
    const read = behind(tagList(tags), keyOf);
    const { rows, more } = await readPage(input, { operation: `ListTags ${kind}`, read, keyOf });
    return { Tags: [...rows], ...more };
  },
});
