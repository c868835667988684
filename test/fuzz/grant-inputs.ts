import { randomUUID } from 'node:crypto';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { issuedLicense } from '../license-manager/issued-license.ts';
import type { Caller } from '../signed-request.ts';
import { newAccount } from './organization-inputs.ts';
import type { Input } from './valid-inputs.ts';

/** Grants of licenses, given and received; the spare ones are to be deleted and rejected. */
export interface GrantWorld {
  readonly grantArn: string;
  readonly spareGrantArn: string;
  readonly grantedArn: string;
  readonly granteeArn: string;
  readonly receivedArn: string;
  readonly receivedGrantArn: string;
  readonly spareReceivedGrantArn: string;
}

const rootOf = (accountId: string) => `arn:aws:iam::${accountId}:root`;
const asked = (LicenseArn: string, principal: string) => ({
  ...{ LicenseArn, GrantName: 'fuzz', Principals: [principal], HomeRegion: 'us-east-1' },
  ...{ AllowedOperations: ['CheckoutLicense' as const, 'CheckInLicense' as const], ClientToken: randomUUID() },
});

export async function createGrantWorld({ url, ...credentials }: Caller): Promise<GrantWorld> {
  const clientOf = (keys: typeof credentials) =>
    new LicenseManager({ endpoint: url, region: 'us-east-1', credentials: keys });
  const own = clientOf(credentials);
  const other = await newAccount({ url, ...credentials });
  const license = async (client: LicenseManager) =>
    (await client.createLicense(issuedLicense({ ProductSKU: `fuzz-${randomUUID()}` }))).LicenseArn!;
  const grant = async (client: LicenseManager, arn: string, principal: string) =>
    (await client.createGrant(asked(arn, principal))).GrantArn!;
  const [grantedArn, receivedArn] = [await license(own), await license(clientOf(other))];
  const [granteeArn, ownArn] = [rootOf(other.accountId), rootOf(grantedArn.split(':')[4]!)];
  return {
    ...{ grantedArn, granteeArn, receivedArn },
    grantArn: await grant(own, grantedArn, granteeArn),
    spareGrantArn: await grant(own, grantedArn, granteeArn),
    receivedGrantArn: await grant(clientOf(other), receivedArn, ownArn),
    spareReceivedGrantArn: await grant(clientOf(other), receivedArn, ownArn),
  };
}

const page = (Name: string, value: string) => ({ MaxResults: 5, Filters: [{ Name, Values: [value] }] });

/** One valid request of every operation on grants, and on what was granted. */
export const grantInputs: Readonly<Record<string, (world: GrantWorld) => Input>> = {
  CreateGrant: ({ grantedArn, granteeArn }) => ({
    ...asked(grantedArn, granteeArn),
    Tags: [{ Key: 'a', Value: 'b' }],
  }),
  CreateGrantVersion: ({ grantArn }) => ({
    ...{ GrantArn: grantArn, GrantName: 'fuzzy', AllowedOperations: ['CheckoutLicense'], StatusReason: 'fuzz' },
    ClientToken: randomUUID(),
  }),
  GetGrant: ({ grantArn }) => ({ GrantArn: grantArn, Version: '1' }),
  AcceptGrant: ({ receivedGrantArn }) => ({ GrantArn: receivedGrantArn }),
  RejectGrant: ({ spareReceivedGrantArn }) => ({ GrantArn: spareReceivedGrantArn }),
  DeleteGrant: ({ spareGrantArn }) => ({ GrantArn: spareGrantArn, Version: '1', StatusReason: 'fuzz' }),
  ListDistributedGrants: ({ grantArn }) => ({ GrantArns: [grantArn], ...page('GrantStatus', 'PENDING_ACCEPT') }),
  ListReceivedGrants: ({ receivedGrantArn }) => ({
    ...{ GrantArns: [receivedGrantArn], ...page('GranterAccountId', receivedGrantArn.split(':')[4]!) },
  }),
  ListReceivedGrantsForOrganization: ({ receivedArn }) => ({
    ...{ LicenseArn: receivedArn, ...page('ParentArn', receivedArn) },
  }),
  ListReceivedLicenses: ({ receivedArn }) => ({ LicenseArns: [receivedArn], ...page('IssuerName', 'Example') }),
  ListReceivedLicensesForOrganization: () => page('ProductSKU', 'x'),
};
