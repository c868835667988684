import type { GetAccessTokenRequest, GetAccessTokenResponse } from '@aws-sdk/client-license-manager';
import type { LicenseTokens } from '../../../access/license-tokens.ts';
import { issuedLicenseArn } from '../../../domain/arn.ts';
import { LICENSE_TOKENS, tokenIdOf, whyUseless } from '../../../domain/issued/license-token.ts';
import { ANONYMOUS } from '../../../domain/principal.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { findIssuedToken, type IssuedTokenOfLicense } from '../../../store/issued-token.ts';
import { change } from '../../change.ts';
import { propertyConstraints } from './create-token.ts';
import { accessTokenText, checkProperties } from './token-text.ts';

const HOUR_MS = 3_600_000;

/** The refresh token is the proof, so that nobody has to sign; who signs has to be allowed to. */
export const getAccessToken = (tokens: LicenseTokens): Operation<GetAccessTokenRequest, GetAccessTokenResponse> => ({
  unsigned: true,
  constraints: { Token: { length: [1, 4096] }, ...propertyConstraints },

  async handle({ Token: text, TokenProperties: more = [] }, context) {
    checkProperties(more);
    const { now: from } = context;
    const token = await findGoodToken(text!, tokens, context);
    const ends = [from.getTime() + HOUR_MS, token.expiresAt.getTime(), token.until?.getTime() ?? Infinity];
    const until = new Date(Math.min(...ends));
    const own = contextOf(context, token);
    if (own) await change(own, recordOf(token, more), async () => {});
    return { AccessToken: await accessTokenText(token, tokens, { more, from, until }) };
  },
});

async function findGoodToken(text: string, tokens: LicenseTokens, { db, now }: RequestContext) {
  const opened = await tokens.open('refresh', text, now);
  if (!opened) throw refused('it is none that CreateToken made here');
  if ('problem' in opened) throw refused(opened.isExpired ? 'it has expired' : opened.problem);
  const token = await findIssuedToken(db, tokenIdOf(opened.claims));
  if (!token) throw refused('it was deleted');
  const problem = whyUseless(token, now);
  if (problem && token.status === 'DEACTIVATED') throw refused(problem, 'to make it AVAILABLE');
  if (problem) throw refused(problem);
  return token;
}

const refused = (why: string, what = 'for another'): Fault =>
  new Fault('ValidationException', `The token cannot be exchanged: ${why}. Ask who issued the license ${what}.`);

const recordOf = ({ id, ownerId, licenseId }: IssuedTokenOfLicense, more: readonly string[]) => ({
  resources: [issuedLicenseArn(ownerId, licenseId)],
  detail: { tokenId: id, properties: more },
});

/** The request as one in the account of the license, whose trail is to tell of it; undefined where it is that already. */
function contextOf(context: RequestContext, token: IssuedTokenOfLicense): RequestContext | undefined {
  const { accountId, homeRegion: region } = token;
  if (context.accountId === accountId) return undefined;
  const userIdentity = { type: 'WebIdentityUser', principalId: token.id, identityProvider: LICENSE_TOKENS };
  const principal = { ...ANONYMOUS, accountId, arn: `${LICENSE_TOKENS}/${token.id}`, userId: token.id };
  return { ...context, accountId, region, principal, call: context.call && { ...context.call, userIdentity } };
}
