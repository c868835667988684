import { availableParallelism, cpus } from 'node:os';
import { measureAccess } from './access.ts';
import { measureAlerts } from './alerts.ts';
import { measureClientReads } from './client-reads.ts';
import { measureConsole } from './console.ts';
import { type Figure, progress } from './figure.ts';
import { measureGrowth } from './growth.ts';
import { measureHistory } from './history.ts';
import { measureHttp } from './launches-over-http.ts';
import { measureLedger } from './ledger-against-updates.ts';
import { measureLongAnswers } from './long-answers.ts';
import { measureManyMachines } from './many-machines.ts';
import { measureReports } from './reports.ts';
import { measureServers } from './servers.ts';
import { measureSmallReads } from './small-reads.ts';
import { measureStart } from './start-to-ready.ts';
import { measureThousand } from './thousand-at-once.ts';
import { measureTrail } from './trail.ts';

// `npm run bench [name…]`: measures all figures, or those named, and prints them as a Markdown table. It judges no
// time by failing: a shared machine may miss a target that a quiet one meets.

const measurements: Readonly<Record<string, () => Promise<Figure[]>>> = {
  access: measureAccess,
  alerts: measureAlerts,
  clients: measureClientReads,
  console: measureConsole,
  growth: measureGrowth,
  history: measureHistory,
  http: measureHttp,
  ledger: measureLedger,
  long: measureLongAnswers,
  many: measureManyMachines,
  reads: measureSmallReads,
  reports: measureReports,
  servers: measureServers,
  thousand: measureThousand,
  start: measureStart,
  trail: measureTrail,
};

function chosen(names: readonly string[]): string[] {
  const unknown = names.filter((name) => !Object.hasOwn(measurements, name));
  if (unknown.length > 0)
    throw new Error(
      `There is no measurement ${unknown.join(', ')}; there are ${Object.keys(measurements).join(', ')}.`,
    );
  return names.length > 0 ? [...names] : Object.keys(measurements);
}

const row = ({ figure, value, target = '', met }: Figure): string =>
  `| ${figure} | ${value} | ${target} | ${met === undefined ? '' : met ? 'met' : 'missed'} |`;

const figures: Figure[] = [];
for (const name of chosen(process.argv.slice(2))) {
  progress(`Measuring ${name}`);
  figures.push(...(await measurements[name]!()));
}
console.log(
  `\nMedians of interleaved rounds, ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), Node ${process.version}\n`,
);
console.log(['| Figure | Value | Target | |', '| --- | --- | --- | --- |', ...figures.map(row)].join('\n'));
