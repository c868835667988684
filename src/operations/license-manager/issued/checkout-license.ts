import type { CheckoutLicenseRequest, CheckoutLicenseResponse } from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import type { LicenseTokens } from '../../../access/license-tokens.ts';
import { issuedLicenseArn } from '../../../domain/arn.ts';
import {
  closest,
  decideCheckout,
  decideFor,
  type EntitlementData,
  type NotAllowed,
} from '../../../domain/issued/checkout.ts';
import { whyNotGranted } from '../../../domain/issued/grant.ts';
import { statusAt } from '../../../domain/issued/issued-license.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { attempt } from '../../../store/attempt.ts';
import { findNewestGrant, listGrantsOfLicense } from '../../../store/issued-grant.ts';
import { lockIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';
import { listUsableLicenses } from '../../../store/usable-licenses.ts';
import { readClock } from '../../../views/clock.ts';
import { type Chosen, checkOut, checkoutConstraints, checkoutShape, decideOn } from './check-out.ts';
import { line } from './issued-terms.ts';
import { isUsable } from './named-issued-license.ts';

/** Licenses of a product that are looked at, the newest first. */
const LOOKED_AT = 1_000;

const CODES = {
  malformed: 'ValidationException',
  'not-granted': 'NoEntitlementsAllowedException',
  'not-offered': 'NoEntitlementsAllowedException',
  'not-provisional': 'ValidationException',
  'used-up': 'NoEntitlementsAllowedException',
} as const;

/** Of several licenses that can give it, the one that ends soonest is checked out of; of those that end alike, the oldest. */
export const checkoutLicense = (tokens: LicenseTokens): Operation<CheckoutLicenseRequest, CheckoutLicenseResponse> => ({
  constraints: {
    ...checkoutConstraints,
    ProductSKU: line(255),
    KeyFingerprint: line(1024),
    CheckoutType: { oneOf: ['PROVISIONAL', 'PERPETUAL'] },
  },

  async handle(request, context) {
    const { CheckoutType: type, Beneficiary: beneficiary, NodeId: nodeId = null } = request;
    if (beneficiary === undefined) throw noBeneficiary(context);
    const made = await checkOut(context, {
      ...{ input: request, type: type!, beneficiary, nodeId, metadata: null, codes: CODES },
      choose: (trx) => choose(trx, request, context),
    });
    return { CheckoutType: type, ...(await checkoutShape(made, tokens)) };
  },
});

/**
 * The license that a request is for, locked: the first that can give it. One is locked at a time, so that nobody waits in a
 * circle. Faults with what the closest one lacks.
 */
async function choose(
  trx: Transaction<DB>,
  request: CheckoutLicenseRequest,
  { accountId }: RequestContext,
): Promise<Chosen> {
  const { ProductSKU: productSku, KeyFingerprint: fingerprint, Beneficiary: named, CheckoutType } = request;
  const type = CheckoutType as 'PROVISIONAL' | 'PERPETUAL';
  const beneficiary = named === accountId ? undefined : named;
  const entitlements = request.Entitlements as readonly EntitlementData[];
  const now = await readClock(trx);
  const wanted = { accountId, productSku: productSku!, fingerprint: fingerprint!, beneficiary, entitlements, now };
  const refusals: NotAllowed[] = [];
  for (const found of await listUsableLicenses(trx, wanted, LOOKED_AT)) {
    const why = found.chain && whyNotGranted(found.chain, 'CheckoutLicense');
    if (why) {
      refusals.push(notGranted(why));
      continue;
    }
    const { decided: seen } = decideFor(type, found.terms, decideCheckout(found.terms, found.usage, entitlements));
    if ('kind' in seen) {
      refusals.push(seen);
      continue;
    }
    const chosen = await attempt(trx, async () => {
      const license = await lockIssuedLicense(trx, found);
      if (!license || !isUsable(license)) return undefined;
      const grant = await grantOf(trx, found, accountId);
      if (found.grantId !== null && !grant) return undefined;
      const { decided, minutes } = decideFor(type, license.terms, await decideOn(trx, license, request.Entitlements));
      if (!('kind' in decided)) return { license, grant, decided, minutes };
      refusals.push(decided);
      return undefined;
    });
    if (chosen) return chosen;
  }
  const refusal = closest(refusals) ?? (await endedGrant(trx, wanted));
  if (refusal) throw new Fault(CODES[refusal.kind], refusal.problem);
  throw noLicense(request, entitlements);
}

type Found = Awaited<ReturnType<typeof listUsableLicenses>>[number];

/** The grant by which a license was found, as it is once that is locked; undefined where it lets nobody check out any more. */
async function grantOf(trx: Transaction<DB>, { id: licenseId, grantId }: Found, accountId: string) {
  if (grantId === null) return undefined;
  const grants = await listGrantsOfLicense(trx, { accountId, licenseId });
  return grants.find(({ id, chain }) => id === grantId && whyNotGranted(chain, 'CheckoutLicense') === undefined);
}

const notGranted = (why: string): NotAllowed => ({
  kind: 'not-granted',
  problem: `The license cannot be used: ${why}.`,
});

type Wanted = { readonly accountId: string; readonly productSku: string; readonly now: Date };

/** Why the newest grant of a product, or the license that it is of, is of no use, where there is one. */
async function endedGrant(trx: Transaction<DB>, wanted: Wanted): Promise<NotAllowed | undefined> {
  const grant = await findNewestGrant(trx, wanted);
  const status = grant && statusAt(grant.license, wanted.now);
  if (grant && status !== 'AVAILABLE')
    return notGranted(`${issuedLicenseArn(grant.ownerId, grant.licenseId)} is ${status}`);
  const why = grant && whyNotGranted(grant.chain, 'CheckoutLicense');
  return why === undefined ? undefined : notGranted(why);
}

const noLicense = (
  { ProductSKU: productSku, KeyFingerprint: fingerprint, Beneficiary: named }: CheckoutLicenseRequest,
  entitlements: readonly EntitlementData[],
): Fault =>
  new Fault(
    CODES['not-offered'],
    `No license for the product ${productSku} with the fingerprint ${fingerprint} is in use for ${named} and has ${entitlements.map(({ Name, Unit }) => `${Name} (${Unit})`).join(', ')}; ListLicenses names those there are.`,
  );

const noBeneficiary = ({ accountId }: RequestContext): Fault =>
  new Fault(
    'ValidationException',
    `Beneficiary is missing: who checks out of a license of their own account names the account, ${accountId}, or the license's beneficiary.`,
  );
