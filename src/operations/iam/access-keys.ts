import type {
  CreateAccessKeyRequest,
  CreateAccessKeyResponse,
  DeleteAccessKeyRequest,
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysRequest,
  ListAccessKeysResponse,
  StatusType,
  UpdateAccessKeyRequest,
} from '@aws-sdk/client-iam';
import type { AccessKeys } from '../../access/access-keys.ts';
import type { Constraint } from '../../domain/constraints.ts';
import { entityArn } from '../../domain/identities/entity.ts';
import { ACCESS_KEYS } from '../../domain/identities/quotas.ts';
import { rootArn } from '../../domain/principal.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import {
  deleteAccessKeys,
  type KeyOwner,
  listAccessKeys as readAccessKeys,
  readKeyUse,
  setAccessKeyActive,
} from '../../store/access-key.ts';
import { changeIdentities, checkQuota } from './change-identities.ts';
import { nameConstraint } from './named-entity.ts';
import { namedOrOwnArn, namedOrOwnUser } from './own-user.ts';
import { behind, pageConstraints, readPage } from './read-page.ts';

// Of the user that a request names, else of who asks, which can be the root.

const keyId: Constraint = { length: [16, 128], pattern: /^\w+$/, form: 'letters, digits and underscores' };
const constraints = { UserName: nameConstraint(128), AccessKeyId: keyId };
/** Requests with an own name for a root, which has none. */
const ROOT = '<root_account>';
const status = (active: boolean): StatusType => (active ? 'Active' : 'Inactive');

interface Named {
  readonly UserName?: string | undefined;
}

type Change<Result> = (
  trx: Parameters<Parameters<typeof changeIdentities>[1]>[0],
  owner: KeyOwner & { readonly name: string },
) => Promise<{ readonly result: Result; readonly detail: Record<string, unknown> }>;

function changeKeys<Result>(request: Named, context: RequestContext, work: Change<Result>): Promise<Result> {
  const { accountId } = context;
  return changeIdentities(context, async (trx) => {
    const user = await namedOrOwnUser(trx, request, context);
    const changed = await work(trx, { accountId, userId: user?.id, name: user?.name ?? ROOT });
    return { ...changed, resources: [user ? entityArn(user) : rootArn(accountId)] };
  });
}

/** The secret is in this answer and in no other. */
export const createAccessKey = (
  accessKeys: AccessKeys,
): Operation<CreateAccessKeyRequest, CreateAccessKeyResponse> => ({
  resources: namedOrOwnArn,
  constraints: { UserName: nameConstraint(128) },
  handle: (request, context) =>
    changeKeys(request, context, async (trx, owner) => {
      checkQuota((await readAccessKeys(trx, owner)).length + 1, ACCESS_KEYS);
      const { accessKeyId, secretAccessKey } = await accessKeys.createAccessKey(trx, owner);
      const key = { UserName: owner.name, AccessKeyId: accessKeyId, Status: status(true) };
      return {
        result: { AccessKey: { ...key, SecretAccessKey: secretAccessKey, CreateDate: context.now } },
        detail: { accessKeyId },
      };
    }),
});

const noKey = (id: string): Fault => new Fault('NoSuchEntity', `The Access Key with id ${id} cannot be found.`);

/** One that is turned off is refused like one that is not there, with the sessions that came from it. */
export const updateAccessKey = (accessKeys: AccessKeys): Operation<UpdateAccessKeyRequest, Record<string, never>> => ({
  resources: namedOrOwnArn,
  constraints: { ...constraints, Status: { oneOf: ['Active', 'Inactive'] } },
  async handle(request, context) {
    const [accessKeyId, active] = [request.AccessKeyId!, request.Status === 'Active'];
    await changeKeys(request, context, async (trx, owner) => {
      if (!(await setAccessKeyActive(trx, owner, { accessKeyId, active }))) throw noKey(accessKeyId);
      return { result: undefined, detail: { accessKeyId, status: request.Status } };
    });
    accessKeys.forget(accessKeyId);
    return {};
  },
});

export const deleteAccessKey = (accessKeys: AccessKeys): Operation<DeleteAccessKeyRequest, Record<string, never>> => ({
  resources: namedOrOwnArn,
  constraints,
  async handle(request, context) {
    const accessKeyId = request.AccessKeyId!;
    await changeKeys(request, context, async (trx, owner) => {
      const deleted = await deleteAccessKeys(trx, owner, accessKeyId);
      if (deleted.length === 0) throw noKey(accessKeyId);
      return { result: undefined, detail: { accessKeyId } };
    });
    accessKeys.forget(accessKeyId);
    return {};
  },
});

export const listAccessKeys: Operation<ListAccessKeysRequest, ListAccessKeysResponse> = {
  resources: namedOrOwnArn,
  constraints: { UserName: nameConstraint(128), ...pageConstraints },
  async handle(request, context) {
    const { db, accountId } = context;
    const user = await namedOrOwnUser(db, request, context);
    const keys = (await readAccessKeys(db, { accountId, userId: user?.id })).map((key) => ({
      UserName: user?.name ?? ROOT,
      AccessKeyId: key.accessKeyId,
      Status: status(key.active),
      CreateDate: key.createdAt,
    }));
    const keyOf = ({ AccessKeyId }: { AccessKeyId: string }): string => AccessKeyId;
    const { rows, more } = await readPage(request, { operation: 'ListAccessKeys', read: behind(keys, keyOf), keyOf });
    return { AccessKeyMetadata: [...rows], ...more };
  },
};

/** To the minute; one that was never used has neither date, nor service nor Region. */
export const getAccessKeyLastUsed: Operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse> = {
  constraints: { AccessKeyId: keyId },
  async handle({ AccessKeyId: id }, { db, accountId }) {
    const use = await readKeyUse(db, accountId, id!);
    if (!use) throw noKey(id!);
    const { userName, at, service, region } = use;
    return {
      UserName: userName ?? ROOT,
      AccessKeyLastUsed: { LastUsedDate: at ?? undefined, ServiceName: service ?? 'N/A', Region: region ?? 'N/A' },
    };
  },
};
