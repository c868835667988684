import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from '../domain/commands.ts';
import type { Estate } from '../views/estate.ts';
import type { Watch } from './watch.ts';

/** From a look by an index to a page of a thousand machines. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What is measured of this process and, when it is asked for, of the database that it shares with others. */
export interface Metrics {
  readonly watch: Watch;
  /** The text that Prometheus reads. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

interface Asked {
  readonly readEstate: () => Promise<Estate>;
  readonly isHealthy: () => Promise<boolean>;
}

/** Metrics by the names in docs/operating.md. */
export function createMetrics(asked: Asked): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const watch = watchWith(registry);
  const refresh = estateGauges(registry, asked);
  const gather = async () => {
    await refresh();
    return registry.metrics();
  };
  // One at a time, which all who ask meanwhile get: the gauges are emptied before they are set anew.
  let underWay: Promise<string> | undefined;
  const text = () => {
    underWay ??= gather().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  return { watch, text, contentType: registry.contentType };
}

function watchWith(registry: Registry): Watch {
  const registers = [registry];
  const requests = new Histogram({
    name: 'headroom_request_duration_seconds',
    help: 'How long requests took to be answered, by action and by the class of the status',
    labelNames: ['action', 'status'],
    buckets: SECONDS,
    registers,
  });
  const decisions = new Counter({
    name: 'headroom_decisions_total',
    help: 'Commands that the ledger decided, by kind and by what came of them',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const commands = new Histogram({
    name: 'headroom_command_duration_seconds',
    help: 'From a command to the ledger until it is decided and written',
    labelNames: ['command'],
    buckets: SECONDS,
    registers,
  });
  return {
    request: async (_, work) => {
      const labels = { action: 'none', status: '5xx' };
      const end = requests.startTimer();
      try {
        const response = await work((action) => {
          labels.action = action;
        });
        labels.status = `${Math.floor(response.status / 100)}xx`;
        return response;
      } finally {
        end(labels);
      }
    },
    command: async ({ kind: command }, work) => {
      const end = commands.startTimer({ command });
      let outcome = 'failed';
      try {
        const decided = await work();
        outcome = outcomeOf(decided);
        return decided;
      } finally {
        end();
        decisions.inc({ command, outcome });
      }
    },
  };
}

/** A refusal that a license is the reason of is told by what stood in the way: its limit, a rule, or that it is disabled. */
function outcomeOf(outcome: Outcome): string {
  if (outcome.ok) return 'permitted';
  const { refusal } = outcome;
  return refusal.kind === 'licenses' ? (refusal.problems[0]?.kind ?? 'licenses') : refusal.kind;
}

/** Gauges of what the database says, and how they are brought up to date. */
function estateGauges(registry: Registry, { readEstate, isHealthy }: Asked): () => Promise<void> {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const license = ['account', 'region', 'license', 'name', 'type'] as const;
  const healthy = gauge('headroom_healthy', '1 where /healthz says ok');
  const used = gauge('headroom_license_used', 'Licenses in use', license);
  const limit = gauge('headroom_license_limit', 'Licenses that there are, where that is set', license);
  const isHard = gauge('headroom_license_hard_limit', '1 where a launch beyond the limit is refused', license);
  const jobs = gauge('headroom_jobs', 'Jobs in the queue, by task', ['task', 'state'] as const);
  const oldest = gauge('headroom_job_oldest_seconds', 'How long the oldest job that is due has waited');
  const connections = gauge('headroom_database_connections', 'Connections to the database, of all servers', [
    'state',
  ] as const);
  const size = gauge('headroom_database_bytes', 'What the database takes on its disk');
  const all = [used, limit, isHard, jobs, oldest, connections, size];

  return async () => {
    const isFine = await isHealthy();
    healthy.set(isFine ? 1 : 0);
    for (const one of all) one.reset();
    if (!isFine) return;
    const estate = await readEstate();
    for (const { id, accountId, region, name, countingType, ...count } of estate.licenses) {
      const labels = { account: accountId, region, license: id, name, type: countingType };
      used.set(labels, count.used);
      if (count.limit === null) continue;
      limit.set(labels, count.limit);
      isHard.set(labels, count.isHard ? 1 : 0);
    }
    for (const { task, waiting, failing } of estate.jobs) {
      jobs.set({ task, state: 'waiting' }, waiting);
      jobs.set({ task, state: 'failing' }, failing);
    }
    for (const { state, count } of estate.connections) connections.set({ state }, count);
    oldest.set(estate.oldestJobSeconds);
    size.set(estate.databaseBytes);
  };
}
