import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { sql } from 'kysely';
import { pino } from 'pino';
import { releaseSilentServers } from '../../src/jobs/discover.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { recount } from '../../src/ledger/recount.ts';
import { eventually } from '../eventually.ts';
import { createRandom } from '../fuzz/random.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { makeRsaKey, type SimulatedAgent, startAgent } from '../simulated-agent.ts';

// A day in the life of two hundred servers: they register, report, drift, fall silent, return and are deregistered. At its
// end the ledger, the inventory and a naive recount of what the servers themselves know agree.

const SERVERS = 200;
const HOURS = 6;
const PRODUCTS = ['SQL Server', 'Oracle Database', 'Db2'] as const;

interface SimulatedServer {
  readonly agent: SimulatedAgent;
  software: ReadonlySet<string>;
  /** What it ever reported. */
  readonly seen: Set<string>;
  cpus: number;
  state: 'reports' | 'silent' | 'gone';
}

interface SimulatedLicense {
  readonly arn: string;
  readonly product: string;
  readonly counts: 'vCPU' | 'Instance';
  /** Whether what is uninstalled is untied. */
  readonly follows: boolean;
}

let server: InProcessServer;
let ssm: SSM;
let licenses: LicenseManager;
const key = makeRsaKey();
const random = createRandom(20261128);
let reports = 0;

before(async () => {
  server = await startInProcessServer();
  const config = { endpoint: server.caller.url, region: 'us-east-1', credentials: server.caller };
  ssm = new SSM(config);
  licenses = new LicenseManager(config);
});

const chance = (share: number): boolean => random.below(1000) < share * 1000;
const someSoftware = () => new Set(['base-files', ...PRODUCTS.filter(() => chance(0.4))]);

async function register(): Promise<SimulatedServer[]> {
  const made = await ssm.createActivation({ IamRole: 'ServerRole', RegistrationLimit: SERVERS });
  const activation = { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
  const servers: SimulatedServer[] = [];
  for (let n = 0; n < SERVERS; n++) {
    const agent = await startAgent(server.caller.url, activation, { key });
    servers.push({ agent, software: someSoftware(), seen: new Set(), cpus: 2 ** (n % 5), state: 'reports' });
  }
  return servers;
}

async function report(one: SimulatedServer): Promise<void> {
  const CaptureTime = '2026-11-28T03:06:36Z';
  const item = (TypeName: string, SchemaVersion: string, Content: object[]) => ({
    ...{ TypeName, SchemaVersion, CaptureTime, Content, ContentHash: `hash-${reports++}` },
  });
  await one.agent.ask('PutInventory', {
    Items: [
      item(
        'AWS:Application',
        '1.1',
        [...one.software].map((Name) => ({ Name })),
      ),
      item('AWS:InstanceDetailedInformation', '1.0', [{ CPUs: String(one.cpus) }]),
    ],
  });
  for (const name of one.software) one.seen.add(name);
}

async function license(terms: Omit<SimulatedLicense, 'arn'>, limit?: number): Promise<SimulatedLicense> {
  const { LicenseConfigurationArn } = await licenses.createLicenseConfiguration({
    Name: `${terms.product} by ${terms.counts}`,
    LicenseCountingType: terms.counts,
    DisassociateWhenNotFound: terms.follows,
    ...(limit !== undefined && { LicenseCount: limit, LicenseCountHardLimit: true }),
    ProductInformationList: [
      {
        ResourceType: 'SSM_MANAGED',
        ProductInformationFilterList: [
          {
            ProductInformationFilterName: 'Application Name',
            ProductInformationFilterComparator: 'EQUALS',
            ProductInformationFilterValue: [terms.product],
          },
        ],
      },
    ],
  });
  return { arn: LicenseConfigurationArn!, ...terms };
}

/** One hour: most servers go on, some change, some fall silent or return, a few are deregistered. */
async function passAnHour(servers: readonly SimulatedServer[]): Promise<void> {
  for (const one of servers) {
    if (one.state === 'gone') continue;
    if (one.state === 'silent') {
      if (!chance(0.5)) continue;
      one.state = 'reports';
      await one.agent.ask('UpdateInstanceInformation', { AgentName: 'amazon-ssm-agent', PlatformType: 'Linux' });
    } else if (chance(0.05)) {
      await ssm.deregisterManagedInstance({ InstanceId: one.agent.instanceId });
      one.state = 'gone';
    } else if (chance(0.1)) {
      await sql`UPDATE managed_instance SET last_ping_at = now() - interval '31 days'
        WHERE instance_id = ${one.agent.instanceId}`.execute(server.db);
      one.state = 'silent';
    } else if (chance(0.4)) {
      one.software = someSoftware();
      if (chance(0.3)) one.cpus = 2 ** (one.cpus % 5);
      await report(one);
    }
  }
  // Matching that is under way ties servers to what they had before they fell silent.
  await settled();
  const context = { db: server.db, ledger: createLedger({ db: server.db }), log: pino({ level: 'silent' }) };
  while ((await releaseSilentServers(context, new Date())) > 0);
}

const settled = () =>
  eventually(async () => {
    const { rows } = await sql`SELECT FROM graphile_worker.jobs`.execute(server.db);
    return rows.length === 0;
  }, 'all is matched');

/** What a server should hold of a license, by what it knows of itself. */
function due({ product, counts, follows }: SimulatedLicense, { software, seen, cpus, state }: SimulatedServer): number {
  const isTied = follows ? software.has(product) : seen.has(product);
  return state === 'reports' && isTied ? (counts === 'vCPU' ? cpus : 1) : 0;
}

async function heldOf({ arn }: SimulatedLicense): Promise<Map<string, number>> {
  const held = new Map<string, number>();
  for (let NextToken: string | undefined; ; ) {
    const page = await licenses.listUsageForLicenseConfiguration({ LicenseConfigurationArn: arn, NextToken });
    for (const { ResourceArn, ConsumedLicenses } of page.LicenseConfigurationUsageList!)
      held.set(ResourceArn!.split('/').at(-1)!, ConsumedLicenses!);
    NextToken = page.NextToken;
    if (!NextToken) return held;
  }
}

async function serversWith(product: string): Promise<string[]> {
  const ids: string[] = [];
  const Filters = [{ Name: 'application_name', Condition: 'EQUALS' as const, Value: product }];
  for (let NextToken: string | undefined; ; ) {
    const page = await licenses.listResourceInventory({ Filters, NextToken });
    ids.push(...page.ResourceInventoryList!.map(({ ResourceId }) => ResourceId!));
    NextToken = page.NextToken;
    if (!NextToken) return ids.sort();
  }
}

test('after a day, ledger and inventory agree with what two hundred servers know of themselves', async () => {
  const rules = [
    await license({ product: 'SQL Server', counts: 'vCPU', follows: true }),
    await license({ product: 'SQL Server', counts: 'Instance', follows: false }),
    await license({ product: 'Oracle Database', counts: 'vCPU', follows: true }, 50),
    await license({ product: 'Db2', counts: 'Instance', follows: true }, 10),
  ];
  const servers = await register();
  for (const one of servers) await report(one);
  for (let hour = 0; hour < HOURS; hour++) await passAnHour(servers);

  for (const rule of rules) {
    const expected = servers.flatMap((one) =>
      due(rule, one) > 0 ? [[one.agent.instanceId, due(rule, one)] as const] : [],
    );
    assert.deepEqual([...(await heldOf(rule))].sort(), expected.sort(), `${rule.product} by ${rule.counts}`);
    const { ConsumedLicenses } = await licenses.getLicenseConfiguration({ LicenseConfigurationArn: rule.arn });
    assert.equal(
      ConsumedLicenses,
      expected.reduce((sum, [, amount]) => sum + amount, 0),
    );
  }
  for (const product of PRODUCTS) {
    const having = servers.filter(({ state, software }) => state !== 'gone' && software.has(product));
    assert.deepEqual(await serversWith(product), having.map(({ agent }) => agent.instanceId).sort());
  }
  assert.ok(servers.some(({ state }) => state === 'silent') && servers.some(({ state }) => state === 'gone'));
  assert.deepEqual((await recount(server.db)).differences, []);
  assert.deepEqual(server.errors, []);
});
