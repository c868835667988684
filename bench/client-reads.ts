import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { BASE_COMMIT, withBaseBuild } from './base-build.ts';
import { createClient, region, sendQuery } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { createLicense } from './launches-over-http.ts';
import type { Load } from './load-client.ts';
import { startMoto } from './moto-server.ts';
import { type ServerProcess, startHeadroom } from './server-process.ts';
import { type Rates, ratesOf } from './small-reads.ts';

/** The program of moto's server, 5.2, where there is one. */
const MOTO = process.env['HEADROOM_BENCH_MOTO'];
const MACHINES = 1_000;
const CONNECTIONS = 16;

type Server = 'headroom' | 'base' | 'moto';

interface Measured {
  readonly title: string;
  readonly operation: Load['operation'];
  /** How many times moto's rate is wanted; it has no licenses, and so no launches that take one. */
  readonly target?: number;
}

const MEASURED: readonly Measured[] = [
  { title: 'DescribeInstanceTypes with filters', operation: 'DescribeInstanceTypes', target: 20 },
  { title: `DescribeInstances, page of 5 among ${number(MACHINES)}`, operation: 'DescribeInstances', target: 30 },
  { title: 'Launches', operation: 'RunInstances' },
];

/** What real clients read most, and launches, beside an older build and, where HEADROOM_BENCH_MOTO names it, moto's server. */
export const measureClientReads = (): Promise<Figure[]> => withBaseBuild(measureAgainst);

async function measureAgainst(base: string): Promise<Figure[]> {
  const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'headroom-bench-'))));
  const servers: Partial<Record<Server, ServerProcess>> = {};
  try {
    servers.headroom = await startHeadroom(folders[0]!);
    servers.base = await startHeadroom(folders[1]!, base);
    if (MOTO) servers.moto = await startMoto(MOTO);
    for (const { url } of Object.values(servers)) await launchMachines(url);
    const figures: Figure[] = [];
    for (const measured of MEASURED) figures.push(...figuresOf(measured, await ratesAt(servers, measured)));
    return figures;
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

async function launchMachines(url: string): Promise<void> {
  const client = createClient(url, 1);
  const request = { Action: 'RunInstances', ImageId: publicImages(region)[0]!.id, InstanceType: 'm5.large' };
  for (let launched = 0; launched < MACHINES; launched += 100)
    await sendQuery(client, { ...request, MinCount: '100', MaxCount: '100' });
  await client.close();
}

async function ratesAt(servers: Partial<Record<Server, ServerProcess>>, { operation, target }: Measured) {
  const { moto, ...ours } = servers;
  const measured = target && moto ? { ...ours, moto } : ours;
  const licenses = new Map<Server, string>();
  for (const [name, { url }] of Object.entries(ours) as [Server, ServerProcess][])
    licenses.set(name, await createLicense(url));
  return ratesOf(measured, (server, seconds) => ({
    ...seconds,
    operation,
    connections: CONNECTIONS,
    imageId: publicImages(region)[0]!.id,
    url: servers[server]!.url,
    licenseArn: licenses.get(server) ?? '',
  }));
}

function figuresOf({ title, target }: Measured, { headroom, base, moto }: Rates<Server>): Figure[] {
  const against = (other: readonly number[]) => median(headroom!.map((rate, round) => rate / other[round]!));
  const figure = (name: string, ratio: number, wanted: number | undefined): Figure => ({
    figure: `${title}, against ${name}`,
    value: number(ratio),
    ...(wanted && { target: `≥ ${wanted}`, met: ratio >= wanted }),
  });
  const figures = [
    { figure: title, value: `${number(median(headroom!))}/s` },
    // The older build answers less of an instance type; its rate is the target where there is no other.
    figure(`build ${BASE_COMMIT}`, against(base!), moto && target ? undefined : 1),
    ...(moto && target ? [figure('moto', against(moto), target)] : []),
  ];
  progress(figures.map(({ figure, value }) => `${figure}: ${value}`).join('\n'));
  return figures;
}
