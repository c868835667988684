import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { createClient, region, sendJson } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import type { Load, LoadResult } from './load-client.ts';
import { startHeadroom, startServer } from './server-process.ts';

const CONNECTIONS = 64;
const ROUNDS = 5;
const SECONDS = 5;
/** How long it takes until the servers' code is compiled for what it does. */
const WARM_UP_SECONDS = 10;
const TARGET = 0.3;

/**
 * Checked launches over HTTP: signed RunInstances, each with a client token of its own, under one license with a hard
 * limit, to a server as it is shipped. Beside it the same client on a server that only checks the signature.
 */
export async function measureHttp(): Promise<Figure[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  try {
    const rounds = await runRounds(dataFolder);
    const of = (read: (round: Round) => number) => median(rounds.map(read));
    const ratio = of(({ headroom, bare }) => headroom.perSecond / bare.perSecond);
    return [
      {
        figure: `Checked launches over HTTP, ${CONNECTIONS} connections`,
        value: `${number(of((round) => round.headroom.perSecond))}/s`,
      },
      { figure: 'Latency of a launch, 50th percentile', value: `${number(of((round) => round.headroom.p50Ms))} ms` },
      { figure: 'Latency of a launch, 99th percentile', value: `${number(of((round) => round.headroom.p99Ms))} ms` },
      { figure: 'Fastify that only verifies the signature', value: `${number(of((round) => round.bare.perSecond))}/s` },
      { figure: 'Headroom against that', value: number(ratio), target: `≥ ${TARGET}`, met: ratio >= TARGET },
    ];
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

interface Round {
  readonly headroom: LoadResult;
  readonly bare: LoadResult;
}

async function runRounds(dataFolder: string): Promise<Round[]> {
  const headroom = await startHeadroom(dataFolder);
  const bare = await startServer('bench/bare-server.ts');
  try {
    const load = {
      connections: CONNECTIONS,
      seconds: SECONDS,
      operation: 'RunInstances' as const,
      imageId: publicImages(region)[0]!.id,
      licenseArn: await createLicense(headroom.url),
    };
    for (const { url } of [headroom, bare]) await run({ ...load, seconds: WARM_UP_SECONDS, url });
    const rounds: Round[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const results = {
        headroom: await run({ ...load, url: headroom.url }),
        bare: await run({ ...load, url: bare.url }),
      };
      progress(
        `http ${round}/${ROUNDS}: ${number(results.headroom.perSecond)} launches/s, bare ${number(results.bare.perSecond)}/s`,
      );
      rounds.push(results);
    }
    return rounds;
  } finally {
    await headroom.stop();
    await bare.stop();
  }
}

/** The client has a process of its own, as it would have. */
export async function run(load: Load): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'load-client.ts'),
    JSON.stringify(load),
  ]);
  return JSON.parse(stdout);
}

/** The license that the launches of a measurement take; its ARN. */
export async function createLicense(url: string): Promise<string> {
  const client = createClient(url, 1);
  const input = {
    Name: 'Hot',
    LicenseCountingType: 'Instance',
    LicenseCount: 1_000_000_000,
    LicenseCountHardLimit: true,
  };
  const answer = await sendJson(client, 'CreateLicenseConfiguration', input).finally(client.close);
  return JSON.parse(answer).LicenseConfigurationArn;
}
