import type { CreateLicenseRequest, CreateLicenseVersionRequest } from '@aws-sdk/client-license-manager';
import type { Constraint, Constraints } from '../../../domain/constraints.ts';
import { type IssuedTerms, readTerms, UNITS, type Validity } from '../../../domain/issued/issued-license.ts';
import { regionNames } from '../../../domain/networks/network.ts';
import { Fault } from '../../../fault.ts';
import { arnConstraint } from '../named-license.ts';

/** A text of one line. */
export const line = (longest: number): Constraint => ({
  length: [1, longest],
  pattern: /^\P{Cc}*$/u,
  form: 'one line without control characters',
});
const minutes: Constraint = { range: [1, 5_256_000], integer: true };

/** A client token of the newer operations (model, ClientToken). */
export const clientToken: Constraint = {
  length: [1, 2048],
  pattern: /\S/,
  form: 'a text that is not blank',
};

/** What the members of a license must satisfy; where the model bounds nothing, as license configurations are bound. */
export const termsConstraints: Constraints = {
  LicenseArn: arnConstraint,
  ClientToken: clientToken,
  LicenseName: line(255),
  ProductName: line(255),
  ProductSKU: line(255),
  Beneficiary: line(255),
  'Issuer.Name': line(255),
  'Issuer.SignKey': line(2048),
  HomeRegion: { oneOf: regionNames },
  'Validity.Begin': { length: [1, 50] },
  'Validity.End': { length: [1, 50] },
  Entitlements: { items: [1, 100] },
  'Entitlements[].Name': line(255),
  'Entitlements[].Unit': { oneOf: UNITS },
  'Entitlements[].Value': line(1024),
  'Entitlements[].MaxCount': { range: [0, Number.MAX_SAFE_INTEGER], integer: true },
  'ConsumptionConfiguration.RenewType': { oneOf: ['None', 'Weekly', 'Monthly'] },
  'ConsumptionConfiguration.ProvisionalConfiguration.MaxTimeToLiveInMinutes': minutes,
  'ConsumptionConfiguration.BorrowConfiguration.MaxTimeToLiveInMinutes': minutes,
  LicenseMetadata: { items: [0, 50] },
  'LicenseMetadata[].Name': line(255),
  'LicenseMetadata[].Value': { length: [0, 1024] },
};

type TermsRequest = Pick<CreateLicenseRequest & CreateLicenseVersionRequest, keyof IssuedTerms>;

/** The terms of a request, and how long they are good. Faults ValidationException where they do not fit together. */
export function termsOf(request: TermsRequest): { readonly terms: IssuedTerms; readonly validity: Validity } {
  const { LicenseName, ProductName, Issuer, Validity, Entitlements, ConsumptionConfiguration, LicenseMetadata } =
    request;
  const terms = {
    ...{ LicenseName, ProductName, Issuer, Validity, Entitlements, ConsumptionConfiguration, LicenseMetadata },
  } as IssuedTerms;
  const validity = readTerms(terms);
  if ('problem' in validity) throw new Fault('ValidationException', validity.problem);
  return { terms, validity };
}
