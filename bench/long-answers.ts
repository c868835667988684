import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { BASE_COMMIT, withBaseBuild } from './base-build.ts';
import { type Client, createClient, credentials, region, sendJson, sendQuery } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { createLicense, run } from './launches-over-http.ts';
import { type ServerProcess, startHeadroom } from './server-process.ts';
import { sign } from './sign.ts';

const MACHINES = 1_000;
const ROUNDS = 9;
const UNREAD = 100;
const TARGETS = { page: 0.6, other: 3, memory: 1.5, p99: 3 };
const PAGE = { Action: 'DescribeInstances', MaxResults: `${MACHINES}` };

/** Pages of a thousand machines beside those of the base build, what they cost others, and clients that do not read them. */
export const measureLongAnswers = (): Promise<Figure[]> =>
  withBaseBuild((base) =>
    withEstate(undefined, (ours) =>
      withEstate(base, async (theirs) => [...(await measurePages(ours, theirs)), ...(await measureUnread(ours))]),
    ),
  );

interface Estate {
  readonly server: ServerProcess;
  readonly licenseArn: string;
}

async function withEstate<T>(build: string | undefined, work: (estate: Estate) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  try {
    const server = await startHeadroom(folder, build);
    try {
      return await work({ server, licenseArn: await launchAll(server.url) });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function launchAll(url: string): Promise<string> {
  const licenseArn = await createLicense(url);
  const client = createClient(url, 1);
  for (let left = MACHINES; left > 0; left -= 100)
    await sendQuery(client, {
      Action: 'RunInstances',
      ImageId: publicImages(region)[0]!.id,
      InstanceType: 'm5.large',
      MinCount: '100',
      MaxCount: '100',
      'LicenseSpecification.1.LicenseConfigurationArn': licenseArn,
    });
  await client.close();
  return licenseArn;
}

/** Milliseconds of a page, of a small read alone, and of one while pages are asked for. */
interface Times {
  readonly page: number;
  readonly alone: number;
  readonly beside: number;
}

async function measurePages(ours: Estate, theirs: Estate): Promise<Figure[]> {
  const rounds: { ours: Times; theirs: Times }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const times = { theirs: await timesOf(theirs), ours: await timesOf(ours) };
    if (round === 0) continue; // until the servers' code is compiled
    rounds.push(times);
    progress(`pages ${round}/${ROUNDS}: ${number(times.ours.page)} ms, base ${number(times.theirs.page)} ms`);
  }
  const page = median(rounds.map((round) => round.ours.page / round.theirs.page));
  const other = median(rounds.map((round) => round.ours.beside / round.ours.alone));
  const milliseconds = (read: (times: Times) => number) => `${number(median(rounds.map((one) => read(one.ours))))} ms`;
  return [
    {
      figure: `A page of ${number(MACHINES)} machines`,
      value: `${milliseconds((times) => times.page)}, ${number(page)} of ${BASE_COMMIT}'s`,
      target: `≤ ${TARGETS.page}`,
      met: page <= TARGETS.page,
    },
    {
      figure: "Another client's GetLicenseConfiguration meanwhile",
      value: `${milliseconds((times) => times.beside)}, ${number(other)} times that alone`,
      target: `< ${TARGETS.other}`,
      met: other < TARGETS.other,
    },
  ];
}

async function timesOf({ server: { url }, licenseArn }: Estate): Promise<Times> {
  const [pages, reads] = [createClient(url, 1), createClient(url, 1)];
  const read = (client: Client) => sendJson(client, 'GetLicenseConfiguration', { LicenseConfigurationArn: licenseArn });
  const times = async (count: number, work: () => Promise<unknown>) => {
    const all: number[] = [];
    for (let n = 0; n < count; n++) all.push(await milliseconds(work));
    return all;
  };
  const alone = await times(50, () => read(reads));
  const page = await times(5, () => sendQuery(pages, PAGE));
  let going = true;
  const more = times(5, () => sendQuery(pages, PAGE)).finally(() => {
    going = false;
  });
  const beside: number[] = [];
  while (going) beside.push(await milliseconds(() => read(reads)));
  await more;
  await Promise.all([pages.close(), reads.close()]);
  return { page: median(page), alone: median(alone), beside: median(beside) };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measureUnread({ server, licenseArn }: Estate): Promise<Figure[]> {
  const load = { operation: 'GetLicenseConfiguration' as const, connections: 4, imageId: '', licenseArn };
  const readers = () => run({ ...load, url: server.url, seconds: 10 });
  const before = { ...(await readers()), memory: await residentMiB(server.pid) };
  const sockets = await Promise.all(Array.from({ length: UNREAD }, () => askUnread(server.url)));
  let memory = 0;
  const looking = setInterval(async () => {
    memory = Math.max(memory, await residentMiB(server.pid));
  }, 100);
  const during = await readers();
  clearInterval(looking);
  for (const socket of sockets) socket.destroy();
  const [more, slower] = [memory / before.memory, during.p99Ms / before.p99Ms];
  return [
    {
      figure: `Resident memory, ${UNREAD} clients that do not read such pages`,
      value: `${number(memory)} MiB at most, ${number(more)} times that before`,
      target: `≤ ${TARGETS.memory}`,
      met: more <= TARGETS.memory,
    },
    {
      figure: "The other clients' 99th percentile then",
      value: `${number(during.p99Ms)} ms, ${number(slower)} times that before`,
      target: `≤ ${TARGETS.p99}`,
      met: slower <= TARGETS.p99,
    },
  ];
}

/** Asks for a page, and reads nothing of it. */
async function askUnread(url: string): Promise<Socket> {
  const { host, hostname, port } = new URL(url);
  const body = new URLSearchParams({ ...PAGE, Version: '2016-11-15' }).toString();
  const given = { host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const headers = { ...sign({ headers: given, body }, credentials, { region, service: 'ec2' }) };
  const lines = Object.entries({ ...headers, 'content-length': body.length }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const socket = connect(Number(port), hostname)
    .on('error', () => {})
    .pause();
  await once(socket, 'connect');
  socket.write(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+)/m.exec(status)![1]) / 1024;
}
