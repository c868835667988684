import type { CheckoutBorrowLicenseRequest, CheckoutBorrowLicenseResponse } from '@aws-sdk/client-license-manager';
import type { LicenseTokens } from '../../../access/license-tokens.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { arnConstraint } from '../named-license.ts';
import { checkOut, checkoutConstraints, checkoutShape, decideOn } from './check-out.ts';
import { lockGranted } from './granted-license.ts';
import { line } from './issued-terms.ts';
import { checkUsable } from './named-issued-license.ts';

const METHOD = 'JWT_PS384';

const CODES = {
  malformed: 'ValidationException',
  'not-granted': 'EntitlementNotAllowedException',
  'not-provisional': 'ValidationException',
  'not-offered': 'EntitlementNotAllowedException',
  'used-up': 'EntitlementNotAllowedException',
} as const;

type Request = CheckoutBorrowLicenseRequest;

/** For a machine that will not reach the server: what it has is what the signed token says. */
export const checkoutBorrowLicense = (tokens: LicenseTokens): Operation<Request, CheckoutBorrowLicenseResponse> => ({
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: {
    ...checkoutConstraints,
    LicenseArn: arnConstraint,
    DigitalSignatureMethod: { length: [1, 64] },
    CheckoutMetadata: { items: [0, 50] },
    'CheckoutMetadata[].Name': line(255),
    'CheckoutMetadata[].Value': { length: [0, 1024] },
  },

  async handle(request, context) {
    const { LicenseArn: arn, DigitalSignatureMethod: method, NodeId: nodeId = null, CheckoutMetadata } = request;
    if (method !== METHOD) throw unsupported(String(method));
    const metadata = (CheckoutMetadata as { Name: string; Value: string }[] | undefined) ?? null;
    const made = await checkOut(context, {
      ...{ input: request, type: 'BORROW', beneficiary: null, nodeId, metadata, codes: CODES },
      choose: async (trx) => {
        const { license, grant } = await lockGranted(trx, arn!, { operation: 'CheckoutBorrowLicense', context });
        checkUsable(license, arn!);
        const { BorrowConfiguration: borrow } = license.terms.ConsumptionConfiguration;
        if (!borrow) throw notBorrowed(arn!);
        const decided = await decideOn(trx, license, request.Entitlements);
        return { license, grant, decided, minutes: borrow.MaxTimeToLiveInMinutes };
      },
    });
    return { ...(await checkoutShape(made, tokens)), CheckoutMetadata };
  },
});

const unsupported = (method: string): Fault =>
  new Fault('UnsupportedDigitalSignatureMethodException', `DigitalSignatureMethod is ${method}; expected ${METHOD}.`);

const notBorrowed = (arn: string): Fault =>
  new Fault(
    'NoEntitlementsAllowedException',
    `No Entitlements Allowed: the license ${arn} has no BorrowConfiguration. CreateLicenseVersion gives it one.`,
  );
