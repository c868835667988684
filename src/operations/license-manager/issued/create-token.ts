import type { CreateTokenRequest, CreateTokenResponse } from '@aws-sdk/client-license-manager';
import type { LicenseTokens } from '../../../access/license-tokens.ts';
import { parseIssuedLicenseArn } from '../../../domain/arn.ts';
import { whyUseless } from '../../../domain/issued/license-token.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { keepGrant } from '../../../store/issued-grant.ts';
import { countIssuedTokens, findIssuedToken, insertIssuedToken } from '../../../store/issued-token.ts';
import { changeOnce } from '../../change-once.ts';
import { uuidFromSeed } from '../../uuid-from-seed.ts';
import { arnConstraint } from '../named-license.ts';
import { lockGranted } from './granted-license.ts';
import { clientToken } from './issued-terms.ts';
import { checkHome, checkUsable, notThere, unknownLicense } from './named-issued-license.ts';
import { checkProperties, refreshTokenText } from './token-text.ts';

/** Of a license and an account, that have not expired. AWS's number is not published. */
const TOKENS = 1_000;
const DEFAULT_DAYS = 365;
const DAY_MS = 86_400_000;

/** What a token may say beside what the service writes into it. */
export const propertyConstraints = {
  TokenProperties: { items: [0, 3] },
  'TokenProperties[]': { length: [1, 255], pattern: /^\P{Cc}*$/u, form: 'one line without control characters' },
} as const;

/** The token is answered once more to who asks with the same client token; it is kept nowhere. */
export const createToken = (tokens: LicenseTokens): Operation<CreateTokenRequest, CreateTokenResponse> => ({
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: {
    LicenseArn: arnConstraint,
    ClientToken: clientToken,
    RoleArns: { items: [0, 10] },
    'RoleArns[]': {
      length: [20, 2048],
      pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[!-~]+$/,
      form: 'the ARN of a role, such as arn:aws:iam::111122223333:role/AWSLicenseManagerConsumptionRole',
    },
    ExpirationInDays: { range: [1, 3650], integer: true },
    ...propertyConstraints,
  },

  async handle(request, context) {
    const { accountId, requestId, now: createdAt } = context;
    const { LicenseArn: arn, RoleArns: roleArns = [], TokenProperties: properties = [] } = request;
    const { ExpirationInDays: days = DEFAULT_DAYS } = request;
    const license = parseIssuedLicenseArn(arn!);
    if (!license) throw unknownLicense(context, arn!);
    checkProperties(properties);
    const expiresAt = new Date(createdAt.getTime() + days * DAY_MS);
    const id = uuidFromSeed(`token/${requestId}`);
    const of = { licenseId: license.id, ownerId: license.accountId, accountId };
    const token = { id, ...of, grantId: null, roleArns, properties, createdAt, expiresAt };
    await refreshTokenText(token, tokens);
    const detail = { tokenId: id, roleArns, properties, expiresAt };
    const once = { input: request, mismatch: 'ValidationException', resources: [arn!], detail };
    const made = await changeOnce(context, once, async (trx) => {
      const { license: locked, grant } = await lockGranted(trx, arn!, { operation: 'CreateToken', context });
      checkHome(locked.homeRegion, context);
      checkUsable(locked, arn!);
      if ((await countIssuedTokens(trx, of, createdAt)) >= TOKENS) throw quotaReached(arn!);
      if (grant) await keepGrant(trx, grant);
      await insertIssuedToken(trx, { ...token, grantId: grant?.id ?? null });
      return { id };
    });
    const kept = await findIssuedToken(context.db, made.id);
    if (!kept) throw notThere(context, `The token that this client token made, ${made.id}, was deleted. Use another.`);
    const problem = whyUseless(kept, createdAt);
    if (problem)
      throw new Fault(
        'ValidationException',
        `The token that this client token made, ${kept.id}, is good for nothing now: ${problem}.`,
      );
    return { TokenId: kept.id, TokenType: 'REFRESH_TOKEN', Token: await refreshTokenText(kept, tokens) };
  },
});

const quotaReached = (arn: string): Fault =>
  new Fault(
    'ResourceLimitExceededException',
    `This account has ${TOKENS} tokens of the license ${arn}, which is the limit. Delete one first.`,
  );
