import type { LicenseTokens } from '../../../access/license-tokens.ts';
import { issuedLicenseArn } from '../../../domain/arn.ts';
import { claimsOf, isReserved, type LicenseToken } from '../../../domain/issued/license-token.ts';
import { Fault } from '../../../fault.ts';
import type { IssuedToken } from '../../../store/issued-token.ts';

const tokenOf = ({ id, accountId, ownerId, licenseId, ...token }: IssuedToken): LicenseToken => ({
  ...token,
  ...{ tokenId: id, accountId, licenseArn: issuedLicenseArn(ownerId, licenseId) },
});

/** The longest token that the model takes. */
const LONGEST = 4096;

/** A refresh token, the same text each time. Faults ValidationException where there is too much in it. */
export async function refreshTokenText(token: IssuedToken, tokens: LicenseTokens): Promise<string> {
  const good = { from: token.createdAt, until: token.expiresAt };
  const text = await tokens.sign('refresh', claimsOf(tokenOf(token)), good);
  if (text.length <= LONGEST) return text;
  throw new Fault(
    'ValidationException',
    `With these RoleArns and TokenProperties the token has ${text.length} characters, and can have ${LONGEST}. Give fewer.`,
  );
}

/** An access token, which says what the refresh token says and what else its holder has to say. */
export const accessTokenText = (
  token: IssuedToken,
  tokens: LicenseTokens,
  { more, ...good }: { readonly more: readonly string[]; readonly from: Date; readonly until: Date },
): Promise<string> =>
  tokens.sign('access', claimsOf(tokenOf({ ...token, properties: [...token.properties, ...more] })), good);

/** Faults where somebody gives properties of a token that the service writes, by which roles know whose it is. */
export function checkProperties(properties: readonly string[] = []): void {
  const reserved = properties.find(isReserved);
  if (reserved === undefined) return;
  throw new Fault(
    'ValidationException',
    `TokenProperties has "${reserved.slice(0, 255)}"; what begins with aws: License Manager writes itself. Name it otherwise.`,
  );
}
