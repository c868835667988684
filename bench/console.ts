import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { openDashboard, openPage, type Visit } from './console-visit.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { withConnections, withPostgres } from './scratch-database.ts';
import { type Estate, seedLicenses } from './seed-licenses.ts';
import { startHeadroom } from './server-process.ts';

const LICENSES = 1_000;
/** Of one account, each in a Region of its own. */
const ESTATES = {
  empty: { region: 'us-east-1', licenses: 0, consumptions: 0 },
  few: { region: 'us-west-2', licenses: LICENSES, consumptions: 1_000 },
  many: { region: 'eu-west-1', licenses: LICENSES, consumptions: 1_000_000 },
} as const satisfies Record<string, Estate>;
type Size = keyof typeof ESTATES;
const SIZES = Object.keys(ESTATES) as Size[];

const ROUNDS = 7;
const TARGETS = { requests: 10, ratio: 1.5 };

/** What a page says once it is of use, with 1,000 licenses. */
const PAGES: readonly (readonly [path: string, says: RegExp])[] = [
  ['/licenses', /License 0/],
  ['/licenses/create', /Enforce license limit/],
  ['/inventory', /Nothing is found/],
  ['/instances', /No instances/],
  ['/images', /No AMIs/],
  ['/hosts', /No Dedicated Hosts/],
  ['/users', /No users/],
  ['/policies', /HeadroomAuditor|AdministratorAccess/],
  ['/organization', /No organization/],
  ['/shares', /Nothing is shared/],
  ['/reports', /No usage reports/],
  ['/events', /CreateLicenseConfiguration/],
];

/**
 * The console in Chromium, with nothing in the account, with 1,000 licenses and as many uses of them, and with a million uses:
 * until the dashboard says something after signing in, each time by a browser that has nothing of it yet, and until each other
 * page does.
 */
export async function measureConsole(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  try {
    return await withPostgres(async (url) => {
      const server = await startHeadroom(folder, undefined, { DATABASE_URL: url });
      const browser = await chromium.launch({
        executablePath: process.env['HEADROOM_CHROMIUM'] || '/usr/bin/chromium',
        args: ['--no-sandbox'],
      });
      try {
        progress(`${number(ESTATES.many.consumptions)} uses of ${number(LICENSES)} licenses`);
        const estates = [ESTATES.few, ESTATES.many];
        await withConnections(url, { max: 1 }, (db) => seedLicenses(server.url, db, estates));
        return [...(await dashboards(browser, server.url)), ...(await otherPages(browser, server.url))];
      } finally {
        await browser.close();
        await server.stop();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the dashboard says of an estate: how many of its licenses are shown. */
const saidOf = ({ licenses }: Estate): RegExp => (licenses === 0 ? /No licenses yet/ : new RegExp(`10/${licenses}`));

async function dashboards(browser: Browser, url: string): Promise<Figure[]> {
  const visits: Record<Size, Visit[]> = { empty: [], few: [], many: [] };
  for (let round = 0; round <= ROUNDS; round++)
    for (const size of SIZES) {
      progress(`Dashboard, ${size}, round ${round}`);
      const { visit, context } = await openDashboard(
        browser,
        `${url}/console/${ESTATES[size].region}`,
        saidOf(ESTATES[size]),
      );
      await context.close();
      // The first is the server's first of its kind.
      if (round > 0) visits[size].push(visit);
    }
  const ms = (size: Size) => median(visits[size].map((visit) => visit.ms));
  const judge = (figure: string, ratio: number): Figure => ({
    figure,
    value: `${number(ratio)} times`,
    target: `≤ ${TARGETS.ratio}`,
    met: ratio <= TARGETS.ratio,
  });
  const requests = Math.max(...visits.many.map((visit) => visit.requests));
  return [
    ...SIZES.map((size) => describe(`Dashboard, ${namesOf(size)}`, visits[size])),
    judge('Dashboard, a million uses against 1,000', ms('many') / ms('few')),
    judge('Dashboard, a million uses against an empty account', ms('many') / ms('empty')),
    {
      figure: 'Requests of the dashboard to the API',
      value: number(requests),
      target: `≤ ${TARGETS.requests}`,
      met: requests <= TARGETS.requests,
    },
  ];
}

const namesOf = (size: Size): string =>
  size === 'empty' ? 'empty account' : `${number(LICENSES)} licenses, ${number(ESTATES[size].consumptions)} uses`;

async function otherPages(browser: Browser, url: string): Promise<Figure[]> {
  const base = `/console/${ESTATES.many.region}`;
  const visits = new Map<string, Visit[]>();
  for (let round = 0; round < 3; round++) {
    progress(`Other pages, round ${round}`);
    const { page, context } = await openDashboard(browser, url + base, saidOf(ESTATES.many));
    for (const [path, says] of PAGES) {
      const visit = await openPage(page, base + path, says);
      visits.set(path, [...(visits.get(path) ?? []), visit]);
    }
    await context.close();
  }
  return [...visits].map(([path, of]) => describe(path, of));
}

const describe = (page: string, visits: readonly Visit[]): Figure => ({
  figure: `Console, ${page}: first useful paint; requests to the API; code, answers`,
  value: [
    `${number(median(visits.map(({ ms }) => ms)))} ms`,
    number(median(visits.map(({ requests }) => requests))),
    `${number(median(visits.map(({ code }) => code)) / 1000)} kB, ${number(median(visits.map(({ answers }) => answers)) / 1000)} kB`,
  ].join('; '),
});
