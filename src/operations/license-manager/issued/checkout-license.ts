import type { CheckoutLicenseRequest, CheckoutLicenseResponse } from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import type { LicenseTokens } from '../../../access/license-tokens.ts';
import type { EntitlementData } from '../../../domain/issued/checkout.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { type LockedIssuedLicense, lockIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';
import { findUsableLicense } from '../../../views/license-manager/issued-licenses.ts';
import { checkOut, checkoutConstraints, checkoutShape } from './check-out.ts';
import { line } from './issued-terms.ts';
import { isUsable } from './named-issued-license.ts';

/** Licenses of a product that are looked at, the newest first. */
const LOOKED_AT = 1_000;

const CODES = {
  malformed: 'ValidationException',
  'not-offered': 'NoEntitlementsAllowedException',
  'used-up': 'NoEntitlementsAllowedException',
} as const;

/** Of several licenses that fit, the newest is checked out of. */
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
      minutesOf: ({ ConsumptionConfiguration: { ProvisionalConfiguration: provisional } }) => {
        if (type === 'PERPETUAL') return undefined;
        if (!provisional) throw notProvisional();
        return provisional.MaxTimeToLiveInMinutes;
      },
    });
    return { CheckoutType: type, ...(await checkoutShape(made, tokens)) };
  },
});

/** The license that a request is for, locked. What was found before the lock is looked at once more behind it. */
async function choose(
  trx: Transaction<DB>,
  request: CheckoutLicenseRequest,
  { accountId, now }: RequestContext,
): Promise<LockedIssuedLicense> {
  const { ProductSKU: productSku, KeyFingerprint: fingerprint, Beneficiary: named } = request;
  const beneficiary = named === accountId ? undefined : named;
  const entitlements = request.Entitlements as readonly EntitlementData[];
  const wanted = { accountId, productSku: productSku!, fingerprint: fingerprint!, beneficiary, entitlements, now };
  const chosen = await findUsableLicense(trx, wanted, LOOKED_AT);
  const license = chosen && (await lockIssuedLicense(trx, chosen));
  if (license && isUsable(license)) return license;
  throw new Fault(
    CODES['not-offered'],
    `No license for the product ${productSku} with the fingerprint ${fingerprint} is in use for ${named} and has ${entitlements.map(({ Name, Unit }) => `${Name} (${Unit})`).join(', ')}; ListLicenses names those there are.`,
  );
}

const noBeneficiary = ({ accountId }: RequestContext): Fault =>
  new Fault(
    'ValidationException',
    `Beneficiary is missing: who checks out of a license of their own account names the account, ${accountId}, or the license's beneficiary.`,
  );

const notProvisional = (): Fault =>
  new Fault(
    'ValidationException',
    'The license has no ProvisionalConfiguration, so that CheckoutType can be PERPETUAL alone.',
  );
