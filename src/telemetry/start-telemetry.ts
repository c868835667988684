import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Health } from '../health.ts';
import type { DB } from '../store/schema.ts';
import { readEstate } from '../views/estate.ts';
import { type Watch, watchedBy } from './watch.ts';

interface Means {
  readonly db: Kysely<DB>;
  readonly health: Health;
  readonly log: Logger;
}

interface Telemetry {
  readonly watch: Watch | undefined;
  readonly end: () => Promise<void>;
}

/** Starts what the settings ask for; libraries that nobody asks for are not loaded. */
export async function startTelemetry({ metrics, isTraced }: Config, means: Means): Promise<Telemetry> {
  const started = await Promise.all([
    ...(metrics ? [startMetrics(metrics, means)] : []),
    ...(isTraced ? [import('./tracing.ts').then(({ startTracing }) => startTracing())] : []),
  ]);
  return {
    watch: watchedBy(started.map(({ watch }) => watch)),
    end: async () => {
      await Promise.all(started.map(({ end }) => end()));
    },
  };
}

async function startMetrics(address: NonNullable<Config['metrics']>, { db, health, log }: Means) {
  const [{ createMetrics }, { serveMetrics }] = await Promise.all([
    import('./prometheus.ts'),
    import('./serve-metrics.ts'),
  ]);
  const metrics = createMetrics({
    readEstate: () => readEstate(db),
    isHealthy: async () => (await health.check()) === undefined,
  });
  const { url, close } = await serveMetrics(metrics, address, log);
  log.info({ url }, 'metrics are served');
  return { watch: metrics.watch, end: async () => close() };
}
