import type { LicenseTokens } from '../../access/license-tokens.ts';
import type { WebIdentities } from '../../access/web-identity.ts';
import { entityArn } from '../../domain/identities/entity.ts';
import {
  identityOf,
  type OpenIdProvider,
  providerName,
  type WebIdentity,
} from '../../domain/identities/openid-provider.ts';
import { LICENSE_TOKENS, tokenIdOf, whyUseless } from '../../domain/issued/license-token.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { findEntity } from '../../store/iam-entity.ts';
import { findIssuedToken } from '../../store/issued-token.ts';

/** Whose tokens are believed. */
export interface Believing {
  readonly webIdentities: WebIdentities;
  readonly licenseTokens: LicenseTokens;
}

interface Asked {
  /** Of the role. */
  readonly accountId: string;
  readonly context: RequestContext;
}

interface Holder {
  readonly provider: OpenIdProvider;
  readonly identity: WebIdentity;
}

/** Who has a token, and who says so. Faults ExpiredTokenException, InvalidIdentityToken, IDPCommunicationError and IDPRejectedClaim. */
export async function identify(token: string, believing: Believing, { accountId, context }: Asked): Promise<Holder> {
  const own = await identifyOwn(token, believing.licenseTokens, context);
  if (own) return own;
  const { webIdentities } = believing;
  const provider = await findProvider(webIdentities, context, { accountId, issuer: webIdentities.issuerOf(token) });
  return { provider, identity: await webIdentities.verify(token, provider, context.now) };
}

/** Who has an access token of License Manager, where it is one: nobody has to be asked for keys. */
async function identifyOwn(
  text: string,
  licenseTokens: LicenseTokens,
  { db, now }: RequestContext,
): Promise<Holder | undefined> {
  const opened = await licenseTokens.open('access', text, now);
  if (!opened) return undefined;
  if ('problem' in opened)
    throw opened.isExpired
      ? new Fault('ExpiredTokenException', 'Token expired: GetAccessToken gives another for the refresh token.')
      : invalid(`${opened.problem}. Give the access token that GetAccessToken answers.`);
  const token = await findIssuedToken(db, tokenIdOf(opened.claims));
  if (!token) throw invalid('its refresh token was deleted.');
  const problem = whyUseless(token, now);
  if (problem) throw invalid(`${problem}.`);
  const { issuer } = licenseTokens;
  const provider = { principal: LICENSE_TOKENS, name: LICENSE_TOKENS, issuer, clientIds: [], thumbprints: [] };
  const identity = identityOf(opened.claims, provider);
  if ('problem' in identity) throw invalid(`${identity.problem}.`);
  return { provider, identity };
}

const invalid = (why: string): Fault =>
  new Fault('InvalidIdentityToken', `The token of License Manager is of no use: ${why}`);

async function findProvider(
  { ofInstallation }: WebIdentities,
  { db }: RequestContext,
  { accountId, issuer }: { readonly accountId: string; readonly issuer: string },
): Promise<OpenIdProvider> {
  const name = providerName(issuer);
  const own = issuer.startsWith('https://') && (await findEntity(db, { accountId, kind: 'oidc-provider', name }));
  if (own && own.name === name) return { principal: entityArn(own), name, issuer, ...own.settings };
  const shared = ofInstallation(issuer);
  if (shared) return shared;
  throw new Fault(
    'InvalidIdentityToken',
    `No OpenIDConnect provider found in your account for ${issuer.slice(0, 255)}. CreateOpenIDConnectProvider makes one.`,
  );
}
