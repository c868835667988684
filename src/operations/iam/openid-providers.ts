import type {
  AddClientIDToOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse,
  DeleteOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse,
  ListOpenIDConnectProvidersResponse,
  RemoveClientIDFromOpenIDConnectProviderRequest,
  UpdateOpenIDConnectProviderThumbprintRequest,
} from '@aws-sdk/client-iam';
import type { Constraints } from '../../domain/constraints.ts';
import { type Entity, entityArn, entityId, type ProviderSettings } from '../../domain/identities/entity.ts';
import { ISSUER, providerName } from '../../domain/identities/openid-provider.ts';
import { CLIENT_IDS, ENTITIES, THUMBPRINTS } from '../../domain/identities/quotas.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { countEntities, deleteEntity, insertEntity, updateEntity } from '../../store/iam-entity.ts';
import { listEntities } from '../../views/iam/entities.ts';
import { changeIdentities, checkQuota } from './change-identities.ts';
import { tagList } from './entity-shapes.ts';
import { findProvider, providerArnConstraint, requireProvider } from './openid-provider.ts';
import { tagConstraints, withTags } from './tags.ts';

const kind = 'oidc-provider';
const clientId = { length: [1, 255], pattern: /^\P{Cc}+$/u, form: 'a text without control characters' } as const;
const thumbprints: Constraints = {
  'ThumbprintList[]': { length: [40, 40], pattern: /^[0-9a-fA-F]*$/, form: 'a SHA-1 in 40 hexadecimal digits' },
};
const constraints: Constraints = { OpenIDConnectProviderArn: providerArnConstraint };

interface Named {
  readonly OpenIDConnectProviderArn?: string | undefined;
}
const named = ({ OpenIDConnectProviderArn: arn }: Named) => [arn!];

/** The same one twice is one. */
const settingsOf = ({ ClientIDList = [], ThumbprintList = [] }: Partial<CreateOpenIDConnectProviderRequest>) => {
  const settings: ProviderSettings = {
    clientIds: [...new Set(ClientIDList)],
    thumbprints: [...new Set(ThumbprintList.map((thumbprint) => thumbprint.toLowerCase()))],
  };
  checkQuota(settings.clientIds.length, CLIENT_IDS);
  checkQuota(settings.thumbprints.length, THUMBPRINTS);
  return settings;
};

export const createOpenIDConnectProvider: Operation<
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse
> = {
  resources: ({ Url }, { accountId }) => [entityArn({ accountId, kind, path: '/', name: providerName(Url!) })],
  constraints: {
    Url: { length: [1, 255], pattern: ISSUER, form: 'a URL such as https://idp.example.com, without parameters' },
    'ClientIDList[]': clientId,
    ...thumbprints,
    ...tagConstraints,
  },
  async handle(request, context) {
    const { accountId, requestId, now: createdAt } = context;
    const name = providerName(request.Url!);
    const settings = settingsOf(request);
    const tags = withTags({}, request.Tags);
    const id = entityId(kind, requestId);
    const entity: Entity<typeof kind> = {
      accountId,
      kind,
      id,
      name,
      path: '/',
      boundary: null,
      tags,
      settings,
      createdAt,
    };
    const arn = entityArn(entity);
    await changeIdentities(context, async (trx) => {
      if (!(await insertEntity(trx, entity)))
        throw new Fault('EntityAlreadyExists', `Provider with url ${request.Url} already exists.`);
      checkQuota(await countEntities(trx, accountId, kind), ENTITIES[kind]);
      return { result: undefined, resources: [arn], detail: { ...settings } };
    });
    return { OpenIDConnectProviderArn: arn, ...(request.Tags?.length && { Tags: tagList(tags) }) };
  },
};

export const getOpenIDConnectProvider: Operation<GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse> = {
  resources: named,
  constraints,
  async handle({ OpenIDConnectProviderArn: arn }, { db, accountId }) {
    const { name: Url, settings, createdAt: CreateDate, tags } = await requireProvider(db, accountId, arn!);
    const { clientIds, thumbprints: ThumbprintList } = settings;
    return { Url, ClientIDList: [...clientIds], ThumbprintList: [...ThumbprintList], CreateDate, Tags: tagList(tags) };
  },
};

/** All at once, as many as the quota lets there be. */
export const listOpenIDConnectProviders: Operation<object, ListOpenIDConnectProvidersResponse> = {
  async handle(_, { db, accountId }) {
    const page = { after: '', limit: ENTITIES[kind].limit };
    const found = await listEntities(db, { accountId, kind, pathPrefix: '/' }, page);
    return { OpenIDConnectProviderList: found.map((provider) => ({ Arn: entityArn(provider) })) };
  },
};

/** Roles that trust it trust nobody by it any more. One that is not there is no fault. */
export const deleteOpenIDConnectProvider: Operation<DeleteOpenIDConnectProviderRequest, Record<string, never>> = {
  resources: named,
  constraints,
  async handle({ OpenIDConnectProviderArn: arn }, context) {
    await changeIdentities(context, async (trx) => {
      const provider = await findProvider(trx, context.accountId, arn!);
      if (provider) await deleteEntity(trx, provider);
      return { result: undefined, resources: [arn!] };
    });
    return {};
  },
};

function changeSettings(
  arn: string,
  context: RequestContext,
  change: (settings: ProviderSettings) => ProviderSettings,
): Promise<Record<string, never>> {
  return changeIdentities(context, async (trx) => {
    const provider = await requireProvider(trx, context.accountId, arn);
    const settings = change(provider.settings);
    await updateEntity(trx, { ...provider, settings });
    return { result: {}, resources: [arn], detail: { ...settings } };
  });
}

export const updateOpenIDConnectProviderThumbprint: Operation<
  UpdateOpenIDConnectProviderThumbprintRequest,
  Record<string, never>
> = {
  resources: named,
  constraints: { ...constraints, ...thumbprints },
  handle: ({ OpenIDConnectProviderArn: arn, ThumbprintList }, context) =>
    changeSettings(arn!, context, ({ clientIds: ClientIDList }) =>
      settingsOf({ ClientIDList: [...ClientIDList], ThumbprintList }),
    ),
};

/** One that it has already is no fault. */
export const addClientIDToOpenIDConnectProvider: Operation<
  AddClientIDToOpenIDConnectProviderRequest,
  Record<string, never>
> = {
  resources: named,
  constraints: { ...constraints, ClientID: clientId },
  handle: ({ OpenIDConnectProviderArn: arn, ClientID }, context) =>
    changeSettings(arn!, context, ({ clientIds, thumbprints: ThumbprintList }) =>
      settingsOf({ ClientIDList: [...clientIds, ClientID!], ThumbprintList: [...ThumbprintList] }),
    ),
};

/** One that it does not have is no fault. */
export const removeClientIDFromOpenIDConnectProvider: Operation<
  RemoveClientIDFromOpenIDConnectProviderRequest,
  Record<string, never>
> = {
  resources: named,
  constraints: { ...constraints, ClientID: clientId },
  handle: ({ OpenIDConnectProviderArn: arn, ClientID }, context) =>
    changeSettings(arn!, context, ({ clientIds, ...rest }) => ({
      ...rest,
      clientIds: clientIds.filter((id) => id !== ClientID),
    })),
};
