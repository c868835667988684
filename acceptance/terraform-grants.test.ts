import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { AllowedOperation, Grant } from '@aws-sdk/client-license-manager';
import { issuedLicense } from '../test/license-manager/issued-license.ts';
import { applyTwice, type Resource } from './apply-twice.ts';
import { clientsOf, region } from './clients.ts';
import { givenAccount } from './given.ts';

// Terraform's resources and data sources of grants, whose license another account issued, applied twice without a difference.

interface Asked {
  readonly name: string;
  readonly operations: readonly AllowedOperation[];
}

/** What the provider takes into its state of a grant, of which it asked for a part. */
const stateOf = ({ GrantName, GrantedOperations }: Grant): Asked => ({
  name: GrantName!,
  operations: GrantedOperations!.toSorted(),
});

test('aws_licensemanager_grant, its accepter and the data sources have no difference', async () => {
  const [issuer, customer] = [await givenAccount(), await givenAccount()];
  const [own, other] = [issuer, customer].map(({ credentials }) => clientsOf(credentials).licenseManager);
  const { LicenseArn: license } = await own!.createLicense(issuedLicense());
  const principal = `arn:aws:iam::${customer.accountId}:root`;
  const find = async (GrantArn: string): Promise<Grant | undefined> => {
    const { Grant: grant } = await own!.getGrant({ GrantArn });
    return ['DELETED', 'REJECTED'].includes(grant!.GrantStatus!) ? undefined : grant;
  };

  const grant: Resource<Asked> = {
    create: async ({ name, operations }) => {
      const made = await own!.createGrant({
        ...{ AllowedOperations: [...operations], ClientToken: randomUUID(), GrantName: name, HomeRegion: region },
        ...{ LicenseArn: license, Principals: [principal] },
      });
      return made.GrantArn!;
    },
    read: async (id) => {
      const found = await find(id);
      if (!found) return undefined;
      const { GrantArn, GranteePrincipalArn, HomeRegion, LicenseArn, ParentArn } = found;
      assert.deepEqual([GrantArn, GranteePrincipalArn, HomeRegion], [id, principal, region]);
      assert.deepEqual([LicenseArn, ParentArn], [license, license]);
      return stateOf(found);
    },
    update: async (id, { name, operations }) => {
      const change = { GrantName: name, AllowedOperations: [...operations] };
      await own!.createGrantVersion({ GrantArn: id, ClientToken: randomUUID(), ...change });
      await checkDataSources(id);
    },
    destroy: async (id) => {
      const found = await find(id);
      if (found) await own!.deleteGrant({ GrantArn: id, Version: found.Version });
    },
  };

  /** Rejecting is how the provider takes an acceptance back, so that the grant is gone for both. */
  const accepter = (GrantArn: string): Resource<Asked> => ({
    create: async () => (await other!.acceptGrant({ GrantArn })).GrantArn!,
    read: async (id) => {
      const { Grants: grants } = await other!.listReceivedGrants({ GrantArns: [id] });
      const found = grants!.find(({ GrantStatus }) => GrantStatus === 'ACTIVE' || GrantStatus === 'DISABLED');
      return found && stateOf(found);
    },
    destroy: (id) => other!.rejectGrant({ GrantArn: id }),
  });

  async function checkDataSources(id: string): Promise<void> {
    const read = async () => {
      const Filters = [{ Name: 'LicenseArn', Values: [license!] }];
      const { Grants: distributed } = await own!.listDistributedGrants({ Filters });
      const sku = [{ Name: 'ProductSKU', Values: ['cad-1'] }];
      const { Licenses: licenses } = await other!.listReceivedLicenses({ Filters: sku });
      const { Licenses: named } = await other!.listReceivedLicenses({ LicenseArns: [license!] });
      return { grants: distributed!.map(({ GrantArn }) => GrantArn), licenses, named };
    };
    const { grants, licenses, named } = await read();
    assert.deepEqual([grants, licenses!.map(({ LicenseArn }) => LicenseArn)], [[id], [license]]);
    assert.deepEqual(named, licenses);
    // The provider reads a number of seconds.
    assert.ok(Math.abs(Number(named![0]!.CreateTime) - Date.now() / 1000) < 3600, named![0]!.CreateTime);
    assert.deepEqual(await read(), { grants, licenses, named });
  }

  const first: Asked = { name: 'one', operations: ['CheckInLicense', 'CheckoutLicense'] };
  await applyTwice(grant, first, { name: 'two', operations: ['CheckoutLicense'] });
  await applyTwice(accepter(await grant.create(first)), first);
});
