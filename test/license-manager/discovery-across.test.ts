import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { Organizations } from '@aws-sdk/client-organizations';
import { SSM } from '@aws-sdk/client-ssm';
import { eventually } from '../eventually.ts';
import { newAccount } from '../fuzz/organization-inputs.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import type { Caller } from '../signed-request.ts';
import { makeRsaKey, type SimulatedAgent, startAgent } from '../simulated-agent.ts';

// Licenses of a management account follow what is installed in the accounts of its organization.

let server: InProcessServer;
before(async () => {
  server = await startInProcessServer();
});

const clientsOf = ({ url: endpoint, ...credentials }: Caller) => {
  const config = { endpoint, region: 'us-east-1', credentials };
  return { licenses: new LicenseManager(config), organizations: new Organizations(config), ssm: new SSM(config) };
};
type Clients = ReturnType<typeof clientsOf>;

async function givenAgent({ ssm }: Clients): Promise<SimulatedAgent> {
  const { ActivationId, ActivationCode } = await ssm.createActivation({ IamRole: 'ServerRole' });
  const activation = { activationId: ActivationId!, activationCode: ActivationCode! };
  return startAgent(server.caller.url, activation, { key: makeRsaKey() });
}

let reports = 0;

async function report(agent: SimulatedAgent, software: readonly string[], cpus: number): Promise<void> {
  const item = () => ({ CaptureTime: '2026-11-28T03:06:36Z', ContentHash: `hash-${reports++}` });
  const Items = [
    {
      ...{ TypeName: 'AWS:Application', SchemaVersion: '1.1', ...item() },
      Content: software.map((Name) => ({ Name, Version: '1', Publisher: 'Somebody' })),
    },
    {
      ...{ TypeName: 'AWS:InstanceDetailedInformation', SchemaVersion: '1.0', ...item() },
      Content: [{ CPUs: String(cpus), CPUCores: '', CPUSockets: '' }],
    },
  ];
  assert.equal((await agent.call('PutInventory', { Items })).code, '');
}

/** A license that looks for a product, with how much of it is taken. */
async function givenLicense({ licenses }: Clients, product: string) {
  const filter = {
    ProductInformationFilterName: 'Application Name',
    ProductInformationFilterComparator: 'EQUALS',
    ProductInformationFilterValue: [product],
  };
  const { LicenseConfigurationArn } = await licenses.createLicenseConfiguration({
    Name: product,
    LicenseCountingType: 'vCPU',
    ProductInformationList: [{ ResourceType: 'SSM_MANAGED', ProductInformationFilterList: [filter] }],
  });
  const taken = async () => (await licenses.getLicenseConfiguration({ LicenseConfigurationArn })).ConsumedLicenses;
  const takes = (amount: number, what: string) => eventually(async () => (await taken()) === amount, what);
  return { taken, takes };
}

test('a license takes what a member has installed, from when it joins, asks or reports on; what it took stays when it leaves', async () => {
  const management = clientsOf(server.caller);
  const given = await newAccount(server.caller);
  const member = clientsOf(given);
  const agent = await givenAgent(member);
  await report(agent, ['Database', 'Queue'], 4);
  const own = await givenLicense(member, 'Database');
  await own.takes(4, 'the member’s own license follows');

  const across = await givenLicense(management, 'Database');
  await management.organizations.createOrganization({});
  await management.licenses.updateServiceSettings({ EnableCrossAccountsDiscovery: true });
  assert.equal(await across.taken(), 0);
  const Target = { Type: 'ACCOUNT', Id: given.accountId } as const;
  const { Handshake } = await management.organizations.inviteAccountToOrganization({ Target });
  await member.organizations.acceptHandshake({ HandshakeId: Handshake!.Id! });
  await across.takes(4, 'the license of the management account follows when the member joins');
  assert.equal(await own.taken(), 4);

  const later = await givenLicense(management, 'Queue');
  await later.takes(4, 'a license that is made later follows');
  await report(agent, ['Database', 'Queue'], 8);
  await across.takes(8, 'and what the member reports');
  await member.organizations.leaveOrganization({});
  assert.deepEqual([await across.taken(), await own.taken()], [8, 8]);
  assert.deepEqual(server.errors, []);
});
