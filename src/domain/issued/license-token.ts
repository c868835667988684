import { type GrantLink, whyNotGranted } from './grant.ts';
import { type KeptStatus, statusAt } from './issued-license.ts';

/** By what trust policies name the tokens of issued licenses, and what their condition keys begin with (user guide, seller issued licenses). */
export const LICENSE_TOKENS = 'openid-license-manager.amazonaws.com';

/** What a token of a license says. */
export interface LicenseToken {
  readonly tokenId: string;
  readonly accountId: string;
  readonly licenseArn: string;
  readonly roleArns: readonly string[];
  /** What whoever made the token had written into it. */
  readonly properties: readonly string[];
}

/** The property by which a role trusts the tokens of one account; nobody can have it written into a token of another. */
const issuerProperty = (accountId: string): string => `aws:license-manager:token-issuer-account-id:${accountId}`;

/** Whether a property is the service's own to write. */
export const isReserved = (property: string): boolean => /^aws:/i.test(property);

type Claims = Readonly<Record<string, unknown>>;

/** The claims of a token beside those of its times. */
export const claimsOf = ({ tokenId, accountId, licenseArn, roleArns, properties }: LicenseToken): Claims => ({
  sub: accountId,
  aud: licenseArn,
  token_id: tokenId,
  amr: [issuerProperty(accountId), ...properties],
  ...(roleArns.length > 0 && { roles: roleArns }),
});

/** Which token the claims of one that this installation signed are of. */
export const tokenIdOf = (claims: Claims): string => String(claims['token_id']);

/** What a token's being good depends on. */
export interface TokenState {
  readonly accountId: string;
  /** Its own end. */
  readonly expiresAt: Date;
  /** Of the license. */
  readonly status: KeptStatus;
  /** When the license ends. */
  readonly until: Date | null;
  /** Whether the account that made it was closed, so that its keys are taken no more, either. */
  readonly isClosed: boolean;
  /** The grant by which that account has the license, with those that it comes from; null where it is its own. */
  readonly grants: readonly GrantLink[] | null;
}

/** Why nobody comes in by a token now; undefined where somebody does. */
export function whyUseless(
  { accountId, isClosed, expiresAt, grants, ...license }: TokenState,
  now: Date,
): string | undefined {
  if (isClosed) return `the account ${accountId} that made it is closed`;
  if (expiresAt <= now) return 'it has expired';
  const status = statusAt(license, now);
  if (status !== 'AVAILABLE') return `its license is ${status}`;
  return grants ? whyNotGranted(grants, 'CreateToken') : undefined;
}
