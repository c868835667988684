import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager, type ProductInformation } from '@aws-sdk/client-license-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { sql } from 'kysely';
import { pino } from 'pino';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { matchServer, releaseSilentServers } from '../../src/jobs/discover.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { recount } from '../../src/ledger/recount.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { makeRsaKey, type SimulatedAgent, startAgent } from '../simulated-agent.ts';

// Automated discovery end to end: agents report, licenses follow.

let server: InProcessServer;
let ssm: SSM;
let licenses: LicenseManager;
let agent: SimulatedAgent;
const key = makeRsaKey();

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller };
  ssm = new SSM(config);
  licenses = new LicenseManager(config);
});

beforeEach(async () => {
  agent = await newAgent();
});

async function newAgent(): Promise<SimulatedAgent> {
  const made = await ssm.createActivation({ IamRole: 'ServerRole' });
  return startAgent(
    server.caller.url,
    { activationId: made.ActivationId!, activationCode: made.ActivationCode! },
    { key },
  );
}

const CaptureTime = '2026-11-28T03:06:36Z';
let reports = 0;

async function report(of: SimulatedAgent, { software, cpus }: { software: readonly string[]; cpus: number }) {
  const hash = () => `hash-${reports++}`;
  const Items = [
    {
      ...{ TypeName: 'AWS:Application', SchemaVersion: '1.1', CaptureTime, ContentHash: hash() },
      Content: software.map((Name) => ({ Name, Version: '1', Publisher: 'Somebody' })),
    },
    {
      ...{ TypeName: 'AWS:InstanceDetailedInformation', SchemaVersion: '1.0', CaptureTime, ContentHash: hash() },
      Content: [{ CPUs: String(cpus), CPUCores: '', CPUSockets: '' }],
    },
  ];
  const answer = await of.call('PutInventory', { Items });
  assert.equal(answer.code, '');
}

const filteredBy = (ProductInformationFilterName: string, ...values: string[]): ProductInformation[] => [
  {
    ResourceType: 'SSM_MANAGED',
    ProductInformationFilterList: [
      {
        ProductInformationFilterName,
        ProductInformationFilterComparator: 'EQUALS',
        ProductInformationFilterValue: values,
      },
    ],
  },
];
const ofApplication = (...names: string[]) => filteredBy('Application Name', ...names);

let made = 0;
/** A name that no other test looks for. */
const software = () => `Product ${made++}`;

async function license(ProductInformationList: ProductInformation[], given: object = {}): Promise<string> {
  const { LicenseConfigurationArn } = await licenses.createLicenseConfiguration({
    Name: 'SQL Server',
    LicenseCountingType: 'vCPU',
    ProductInformationList,
    ...given,
  });
  return LicenseConfigurationArn!;
}

const consumed = async (arn: string) =>
  (await licenses.getLicenseConfiguration({ LicenseConfigurationArn: arn })).ConsumedLicenses;
const becomes = (arn: string, count: number) =>
  eventually(async () => (await consumed(arn)) === count, `${count} are consumed`);
const arnOfAgent = (of = agent) => `arn:aws:ssm:us-east-1:${server.accountId}:managed-instance/${of.instanceId}`;

describe('licenses follow what is installed', () => {
  test('software that is installed ties the license and takes its processors; removing it gives them back', async () => {
    const product = software();
    const arn = await license(ofApplication(product), { DisassociateWhenNotFound: true });
    await report(agent, { software: [product, 'other'], cpus: 8 });
    await becomes(arn, 8);
    const { ConsumedLicenseSummaryList, ManagedResourceSummaryList } = await licenses.getLicenseConfiguration({
      LicenseConfigurationArn: arn,
    });
    const type = 'SYSTEMS_MANAGER_MANAGED_INSTANCE';
    assert.equal(ConsumedLicenseSummaryList!.find(({ ResourceType }) => ResourceType === type)!.ConsumedLicenses, 8);
    assert.equal(ManagedResourceSummaryList!.find(({ ResourceType }) => ResourceType === type)!.AssociationCount, 1);
    const usage = await licenses.listUsageForLicenseConfiguration({ LicenseConfigurationArn: arn });
    assert.deepEqual(
      usage.LicenseConfigurationUsageList!.map(({ ResourceArn, ResourceType, ConsumedLicenses }) => [
        ResourceArn,
        ResourceType,
        ConsumedLicenses,
      ]),
      [[arnOfAgent(), type, 8]],
    );
    const tied = await licenses.listLicenseSpecificationsForResource({ ResourceArn: arnOfAgent() });
    assert.deepEqual(tied.LicenseSpecifications, [{ LicenseConfigurationArn: arn }]);
    await report(agent, { software: ['other'], cpus: 8 });
    await becomes(arn, 0);
    const ties = await licenses.listAssociationsForLicenseConfiguration({ LicenseConfigurationArn: arn });
    assert.deepEqual(ties.LicenseConfigurationAssociations, []);
  });

  test('without DisassociateWhenNotFound what was found stays tied', async () => {
    const product = software();
    const [stays, goes] = [
      await license(ofApplication(product)),
      await license(ofApplication(product), { DisassociateWhenNotFound: true }),
    ];
    await report(agent, { software: [product], cpus: 2 });
    await becomes(goes, 2);
    await becomes(stays, 2);
    await report(agent, { software: [], cpus: 2 });
    await becomes(goes, 0);
    assert.equal(await consumed(stays), 2);
  });

  test('processors that change are counted anew', async () => {
    const product = software();
    const arn = await license(ofApplication(product));
    await report(agent, { software: [product], cpus: 8 });
    await becomes(arn, 8);
    await report(agent, { software: [product], cpus: 12 });
    await becomes(arn, 12);
  });

  test('what is found above a hard limit is overage: listed as a failure, and no launch fits', async () => {
    const product = software();
    const arn = await license(ofApplication(product), { LicenseCount: 4, LicenseCountHardLimit: true });
    await report(agent, { software: [product], cpus: 6 });
    await becomes(arn, 6);
    const { LicenseOperationFailureList } = await licenses.listFailuresForLicenseConfigurationOperations({
      LicenseConfigurationArn: arn,
    });
    assert.deepEqual(
      LicenseOperationFailureList!.map(({ ResourceArn, OperationName, OperationRequestedBy, ErrorMessage }) => ({
        ResourceArn,
        OperationName,
        OperationRequestedBy,
        ErrorMessage,
      })),
      [
        {
          ResourceArn: arnOfAgent(),
          OperationName: 'UpdateLicenseSpecificationsForResource',
          OperationRequestedBy: 'License Manager Automated Discovery',
          ErrorMessage: `${agent.instanceId} was found with software that needs 6; this makes 6 of 4 in use.`,
        },
      ],
    );
    const second = await newAgent();
    await report(second, { software: [], cpus: 1 });
    await assert.rejects(
      licenses.updateLicenseSpecificationsForResource({
        ResourceArn: arnOfAgent(second),
        AddLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
      }),
      (error: Error) =>
        error.name === 'LicenseUsageException' && /0 of 4 vCPUs left \(6 are in use\)/.test(error.message),
    );
    // The ceiling falls with what is given back.
    await report(agent, { software: [product], cpus: 5 });
    await becomes(arn, 5);
  });
});

describe('a rule that changes is applied to what is known', () => {
  test('a new license finds servers that reported before', async () => {
    const product = software();
    await report(agent, { software: [product], cpus: 3 });
    await becomes(await license(ofApplication(product)), 3);
  });

  test('a rule that is changed unties what it does not fit any more, and ties what it does', async () => {
    const [before, after] = [software(), software()];
    const second = await newAgent();
    const arn = await license(ofApplication(before));
    await report(agent, { software: [before], cpus: 3 });
    await report(second, { software: [after], cpus: 5 });
    await becomes(arn, 3);
    await licenses.updateLicenseConfiguration({
      LicenseConfigurationArn: arn,
      ProductInformationList: ofApplication(after),
    });
    await becomes(arn, 5);
  });
});

test('of a report and a new rule that come at once, none overlooks the other', async () => {
  const agents = await Promise.all(Array.from({ length: 8 }, newAgent));
  for (let round = 0; round < 5; round++) {
    const product = software();
    const [arn] = await Promise.all([
      license(ofApplication(product)),
      ...agents.map((one) => report(one, { software: [product], cpus: 2 })),
    ]);
    await becomes(arn, 16);
  }
});

test('a tag that excludes a server counts from when it is set', async () => {
  const product = software();
  const [entry] = ofApplication(product);
  const excluded = {
    ProductInformationFilterName: 'Tag:stage',
    ProductInformationFilterComparator: 'NOT_EQUALS',
    ProductInformationFilterValue: ['test'],
  };
  const arn = await license(
    [{ ...entry!, ProductInformationFilterList: [...entry!.ProductInformationFilterList!, excluded] }],
    { DisassociateWhenNotFound: true },
  );
  await report(agent, { software: [product], cpus: 2 });
  await becomes(arn, 2);
  const resource = { ResourceType: 'ManagedInstance', ResourceId: agent.instanceId } as const;
  await ssm.addTagsToResource({ ...resource, Tags: [{ Key: 'stage', Value: 'test' }] });
  await becomes(arn, 0);
  await ssm.removeTagsFromResource({ ...resource, TagKeys: ['stage'] });
  await becomes(arn, 2);
});

describe('by hand and by discovery', () => {
  test('what discovery tied cannot be untied by hand, what was tied by hand stays', async () => {
    const product = software();
    const found = await license(ofApplication(product));
    const byHand = await license([], { LicenseCountingType: 'Instance' });
    await report(agent, { software: [product], cpus: 2 });
    await becomes(found, 2);
    await licenses.updateLicenseSpecificationsForResource({
      ResourceArn: arnOfAgent(),
      AddLicenseSpecifications: [{ LicenseConfigurationArn: byHand }],
    });
    assert.equal(await consumed(byHand), 1);
    await assert.rejects(
      licenses.updateLicenseSpecificationsForResource({
        ResourceArn: arnOfAgent(),
        RemoveLicenseSpecifications: [{ LicenseConfigurationArn: found }],
      }),
      /tied to .* by automated discovery/,
    );
    await report(agent, { software: [], cpus: 2 });
    await report(agent, { software: [product], cpus: 4 });
    await becomes(found, 4);
    assert.equal(await consumed(byHand), 1);
  });
});

describe('a server that goes', () => {
  const silence = (days: number) =>
    sql`UPDATE managed_instance SET last_ping_at = now() - make_interval(days => ${days})
      WHERE instance_id = ${agent.instanceId}`.execute(server.db);

  test('by deregistration gives back at once', async () => {
    const product = software();
    const arn = await license(ofApplication(product));
    await report(agent, { software: [product], cpus: 2 });
    await becomes(arn, 2);
    await ssm.deregisterManagedInstance({ InstanceId: agent.instanceId });
    assert.equal(await consumed(arn), 0);
    await assert.rejects(ssm.deregisterManagedInstance({ InstanceId: agent.instanceId }), {
      name: 'InvalidInstanceId',
    });
  });

  test('by silence gives back after thirty days, and takes again when it returns', async () => {
    const product = software();
    const arn = await license(ofApplication(product));
    await report(agent, { software: [product], cpus: 2 });
    await becomes(arn, 2);
    const context = { db: server.db, ledger: createLedger({ db: server.db }), log: pino({ level: 'silent' }) };
    await silence(29);
    await releaseSilentServers(context, new Date());
    assert.equal(await consumed(arn), 2);
    await silence(31);
    await releaseSilentServers(context, new Date());
    assert.equal(await consumed(arn), 0);
    await agent.call('UpdateInstanceInformation', { AgentName: 'amazon-ssm-agent', PlatformType: 'Linux' });
    await becomes(arn, 2);
  });
});

test('an EC2 machine is found by what its image brought from AWS Marketplace', async () => {
  const ec2 = new EC2({ endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller });
  const image = publicImages('us-east-1').find(({ productCodes }) => productCodes)!;
  const arn = await license(filteredBy('Marketplace Product Code', image.productCodes![0]!));
  const launched = await ec2.runInstances({ ImageId: image.id, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1 });
  const InstanceId = launched.Instances![0]!.InstanceId!;
  await ssm.putInventory({
    InstanceId,
    Items: [{ TypeName: 'AWS:Application', SchemaVersion: '1.1', CaptureTime, ContentHash: 'first', Content: [] }],
  });
  await becomes(arn, 2);
});

test('what discovery takes past a limit is said in the log', async () => {
  const product = software();
  await license(ofApplication(product));
  await report(agent, { software: [product], cpus: 4 });
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => lines.push(line) });
  const overage = { licenseId: 'lic-1', licenseArn: 'arn', name: product, licenseCount: 2, consumed: 4 };
  const ledger = {
    submit: async () => ({ ok: true, overages: [overage] }),
    drain: async () => {},
  } as unknown as Ledger;
  await matchServer({ db: server.db, ledger, log }, agent.instanceId);
  const { msg, resource, licenseCount, consumed } = JSON.parse(lines[0]!);
  assert.deepEqual(
    { msg, resource, licenseCount, consumed },
    {
      msg: 'discovery found a license over its limit',
      resource: agent.instanceId,
      licenseCount: 2,
      consumed: 4,
    },
  );
});

test('at the end every counter agrees with what servers have', async () => {
  assert.deepEqual((await recount(server.db)).differences, []);
  assert.deepEqual(server.errors, []);
});
