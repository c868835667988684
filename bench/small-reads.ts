import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { createClient, region, sendQuery } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { createLicense, run } from './launches-over-http.ts';
import type { Load } from './load-client.ts';
import { type ServerProcess, startHeadroom, startServer } from './server-process.ts';

/** The build that reads are measured against. */
const BASE = { commit: '7d88bf1', root: process.env['HEADROOM_BENCH_BASE'] };
const OPERATIONS = [
  'GetLicenseConfiguration',
  'ListLicenseConfigurations',
  'DescribeInstances',
  'DescribeInstanceStatus',
] as const;
const CONNECTIONS = [16, 64];
const ROUNDS = 3;
const SECONDS = 2;
const WARM_UP_SECONDS = 4;
const TARGETS = { base: 3, bare: 0.3 };

type Operation = (typeof OPERATIONS)[number];
type Server = 'headroom' | 'base' | 'bare';

/** Small reads a second over HTTP, beside an older build and a server that only checks the signature. */
export async function measureSmallReads(): Promise<Figure[]> {
  const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'headroom-bench-'))));
  const servers: Partial<Record<Server, ServerProcess>> = {};
  try {
    servers.headroom = await startHeadroom(folders[0]!);
    if (BASE.root) servers.base = await startHeadroom(folders[1]!, BASE.root);
    servers.bare = await startServer('bench/bare-server.ts');
    return await measureServers(servers as Record<Server, ServerProcess>);
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

async function measureServers(servers: Partial<Record<Server, ServerProcess>>): Promise<Figure[]> {
  const licenses: Partial<Record<Server, string>> = {};
  for (const [name, { url }] of Object.entries(servers) as [Server, ServerProcess][])
    licenses[name] = name === 'bare' ? 'arn' : await givenMachines(url);
  const figures: Figure[] = [];
  for (const operation of OPERATIONS) {
    for (const connections of CONNECTIONS) {
      const load = { operation, connections, imageId: '' };
      const rates = await ratesOf(servers, (server, seconds) => ({
        ...load,
        ...seconds,
        url: servers[server]!.url,
        licenseArn: licenses[server]!,
      }));
      figures.push(...figuresOf(operation, connections, rates));
    }
  }
  return figures;
}

/** A license and twenty machines that hold it. */
async function givenMachines(url: string): Promise<string> {
  const licenseArn = await createLicense(url);
  const client = createClient(url, 1);
  await sendQuery(client, {
    Action: 'RunInstances',
    ImageId: publicImages(region)[0]!.id,
    InstanceType: 'm5.large',
    MinCount: '20',
    MaxCount: '20',
    'LicenseSpecification.1.LicenseConfigurationArn': licenseArn,
    'TagSpecification.1.ResourceType': 'instance',
    'TagSpecification.1.Tag.1.Key': 'Name',
    'TagSpecification.1.Tag.1.Value': 'web',
  }).finally(client.close);
  return licenseArn;
}

/** What was done a second at each server, in each round. */
export type Rates<Name extends string> = Partial<Record<Name, readonly number[]>>;

/** Rates of several servers, in rounds that go from one to the next. */
export async function ratesOf<Name extends string>(
  servers: Partial<Record<Name, ServerProcess>>,
  loadOf: (server: Name, seconds: { seconds: number; warmUpSeconds: number }) => Load,
): Promise<Rates<Name>> {
  const rates: Partial<Record<Name, number[]>> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const server of Object.keys(servers) as Name[]) {
      const warmUpSeconds = round === 0 ? WARM_UP_SECONDS : 1;
      const { perSecond } = await run(loadOf(server, { seconds: SECONDS, warmUpSeconds }));
      rates[server] = [...(rates[server] ?? []), perSecond];
    }
  }
  return rates;
}

function figuresOf(operation: Operation, connections: number, { headroom, base, bare }: Rates<Server>): Figure[] {
  const rate = median(headroom!);
  const against = (other: readonly number[]) => median(headroom!.map((value, round) => value / other[round]!));
  const figure = `${operation}, ${connections} connections`;
  const figures: Figure[] = [{ figure, value: `${number(rate)}/s` }];
  const add = (name: string, ratio: number, target: number) =>
    figures.push({
      figure: `${figure}, against ${name}`,
      value: number(ratio),
      target: `≥ ${target}`,
      met: ratio >= target,
    });
  if (base) add(`build ${BASE.commit}`, against(base), TARGETS.base);
  if (operation === 'GetLicenseConfiguration')
    add('Fastify that only verifies the signature', against(bare!), TARGETS.bare);
  progress(figures.map(({ figure, value }) => `${figure}: ${value}`).join('\n'));
  return figures;
}
