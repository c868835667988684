import type { CreateResourceShareRequest, CreateResourceShareResponse } from '@aws-sdk/client-ram';
import { shareArn } from '../../domain/sharing/resource-share.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { insertShare } from '../../store/resource-share.ts';
import { findShare } from '../../views/ram/shares.ts';
import { listResourceTags } from '../../views/resource-tags.ts';
import { changeOnce } from '../change-once.ts';
import { uuidFromSeed } from '../uuid-from-seed.ts';
import { invalidParameter } from './share-faults.ts';
import { externalKeys, memberKeys } from './share-keys.ts';
import { addMembers, memberConstraints } from './share-members.ts';
import { typePermitted } from './share-permissions.ts';
import { shareShape } from './share-shapes.ts';
import { putShareTags, tagConstraints } from './share-tags.ts';

export const nameConstraint = {
  length: [1, 255],
  pattern: /^[\p{L}\p{N} _.:/=+@-]+$/u,
  form: 'letters, digits, spaces and any of _.:/=+-@',
} as const;

/** Shares license configurations and host resource groups with accounts, an organization or units. */
export const createResourceShare: Operation<CreateResourceShareRequest, CreateResourceShareResponse> = {
  constraints: { name: nameConstraint, clientToken: { length: [1, 64] }, ...memberConstraints, ...tagConstraints },
  keys: (request) => ({ ...memberKeys(request), ...externalKeys(request.allowExternalPrincipals ?? true) }),
  resources: ({ resourceArns = [] }) => [...resourceArns],

  async handle(request, context) {
    const { name, allowExternalPrincipals: allowExternal = true, clientToken, tags } = request;
    if (request.resourceShareConfiguration?.retainSharingOnAccountLeaveOrganization)
      throw invalidParameter(
        'Sharing ends when an account leaves: retainSharingOnAccountLeaveOrganization must be false.',
      );
    for (const arn of request.permissionArns ?? []) typePermitted(arn);
    const { accountId, region, now: at } = context;
    const share = { id: uuidFromSeed(context.requestId), accountId, region, name: name!, allowExternal, at };
    const { clientToken: _, ...detail } = request;
    const { id } = await changeOnce(
      context,
      {
        resources: [shareArn(share)],
        detail: { ...detail },
        input: { ...detail, ClientToken: clientToken },
        mismatch: 'IdempotentParameterMismatchException',
      },
      async (trx) => {
        const made = await insertShare(trx, share);
        await putShareTags(trx, made, tags);
        await addMembers(trx, made, { names: request, context });
        return { id: made.id };
      },
    );
    const made = await findShare(context.db, id);
    if (!made) throw new Fault('InvalidClientTokenException', 'The share that this client token made was deleted.');
    const shown = await listResourceTags(context.db, shareArn(made));
    return { resourceShare: shareShape(made, shown), clientToken };
  },
};
