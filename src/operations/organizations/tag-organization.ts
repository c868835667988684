import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-organizations';
import type { Kysely } from 'kysely';
import type { Constraint } from '../../domain/constraints.ts';
import { type Organization, policyArn, targetArn } from '../../domain/organizations/organization.ts';
import type { Operation } from '../../operation.ts';
import type { DB } from '../../store/schema.ts';
import { deleteTags } from '../../store/tag.ts';
import { listResourceTags } from '../../views/resource-tags.ts';
import { putNewTags, tagConstraints } from './organization-tags.ts';
import { changeOrganization, managedOrganization, readableOrganization } from './own-organization.ts';
import { requireTarget } from './policy-target.ts';
import { requireOwnPolicy } from './policy-text.ts';

const resourceIdConstraint: Constraint = {
  pattern: /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|[0-9]{12}|p-[0-9a-zA-Z_]{8,128})$/,
  form: 'the ID of a root, r-…, of a unit, ou-…, of an account, or of a policy, p-…',
};

const isPolicy = (id: string): boolean => id.startsWith('p-');

const arnOf = (organization: Organization, id: string): string =>
  isPolicy(id) ? policyArn(organization, id) : targetArn(organization, id);

async function requireTagged(db: Kysely<DB>, organization: Organization, id: string): Promise<void> {
  if (isPolicy(id)) await requireOwnPolicy(db, organization, id);
  else await requireTarget(db, organization, id);
}

/** Sets tags of a root, a unit, an account or a policy. */
export const tagResource: Operation<TagResourceRequest, object> = {
  constraints: { ResourceId: resourceIdConstraint, ...tagConstraints },

  async handle({ ResourceId: id, Tags: tags }, context) {
    const organization = await managedOrganization(context);
    const record = { organization, resources: [arnOf(organization, id!)], detail: { tags } };
    await changeOrganization(context, record, async (trx) => {
      await requireTagged(trx, organization, id!);
      await putNewTags(trx, organization, { id: id!, tags });
    });
    return {};
  },
};

export const untagResource: Operation<UntagResourceRequest, object> = {
  constraints: { ResourceId: resourceIdConstraint, 'TagKeys[]': { length: [1, 128] } },

  async handle({ ResourceId: id, TagKeys: keys = [] }, context) {
    const organization = await managedOrganization(context);
    const record = { organization, resources: [arnOf(organization, id!)], detail: { keys } };
    await changeOrganization(context, record, async (trx) => {
      await requireTagged(trx, organization, id!);
      await deleteTags(
        trx,
        [id!],
        keys.map((key) => ({ key })),
      );
    });
    return {};
  },
};

/** All tags, fifty at the most, come on one page. */
export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  constraints: { ResourceId: resourceIdConstraint },

  async handle({ ResourceId: id }, context) {
    await requireTagged(context.db, await readableOrganization(context), id!);
    const tags = await listResourceTags(context.db, id!);
    return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
};
