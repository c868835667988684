import { randomUUID } from 'node:crypto';
import type { IAM } from '@aws-sdk/client-iam';
import { stopBeforeDrop } from '../database.ts';
import { startProvider, thumbprints } from '../sts/openid-provider.ts';

/** An OpenID provider, another that is taken away, a role that trusts the one, and a token of it. */
export interface OpenIdWorld {
  readonly providerArn: string;
  readonly spareProviderArn: string;
  readonly webRoleArn: string;
  readonly webToken: string;
}

const newUrl = (): string => `https://${randomUUID()}.example.com/realm`;

export async function createOpenIdWorld(iam: IAM): Promise<OpenIdWorld> {
  const provider = await startProvider();
  stopBeforeDrop(() => provider.server.stop());
  const create = async (Url: string) => {
    const given = { Url, ClientIDList: ['headroom'], ThumbprintList: [thumbprints[1]!] };
    return (await iam.createOpenIDConnectProvider(given)).OpenIDConnectProviderArn!;
  };
  const providerArn = await create(provider.url);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Federated: providerArn }, Action: 'sts:AssumeRoleWithWebIdentity' }],
  };
  const { Role: role } = await iam.createRole({
    RoleName: `fuzz-${randomUUID()}`,
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  const [spareProviderArn, webToken] = [await create(newUrl()), await provider.token()];
  return { providerArn, spareProviderArn, webRoleArn: role!.Arn!, webToken };
}

type Inputs = Readonly<Record<string, (world: OpenIdWorld) => Record<string, unknown>>>;

const named = ({ providerArn }: OpenIdWorld) => ({ OpenIDConnectProviderArn: providerArn });
const Tags = [{ Key: 'team', Value: 'north' }];

export const openIdInputs: Inputs = {
  AddClientIDToOpenIDConnectProvider: (world) => ({ ...named(world), ClientID: 'more' }),
  CreateOpenIDConnectProvider: () => ({ Url: newUrl(), ClientIDList: ['x'], ThumbprintList: ['a'.repeat(40)], Tags }),
  DeleteOpenIDConnectProvider: ({ spareProviderArn }) => ({ OpenIDConnectProviderArn: spareProviderArn }),
  GetOpenIDConnectProvider: named,
  ListOpenIDConnectProviderTags: (world) => ({ ...named(world), MaxItems: 1 }),
  ListOpenIDConnectProviders: () => ({}),
  RemoveClientIDFromOpenIDConnectProvider: (world) => ({ ...named(world), ClientID: 'more' }),
  TagOpenIDConnectProvider: (world) => ({ ...named(world), Tags }),
  UntagOpenIDConnectProvider: (world) => ({ ...named(world), TagKeys: ['team'] }),
  UpdateOpenIDConnectProviderThumbprint: (world) => ({ ...named(world), ThumbprintList: [...thumbprints] }),
};

export const webIdentityInputs: Inputs = {
  AssumeRoleWithWebIdentity: ({ webRoleArn, webToken }) => ({
    RoleArn: webRoleArn,
    RoleSessionName: 'fuzz',
    WebIdentityToken: webToken,
    DurationSeconds: 900,
  }),
};
