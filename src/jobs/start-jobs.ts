import { startAdvancing } from './advance-instances.ts';
import { startAlerting } from './alerts.ts';
import { type DeliveryContext, startDelivering } from './deliver.ts';
import { startDiscovery } from './discover.ts';
import { startEvaluating } from './evaluate-alarms.ts';
import { startFulfilling } from './fulfil-requests.ts';
import type { PackContext } from './make-audit-pack.ts';
import { startReports } from './make-reports.ts';
import { startTasks } from './run-tasks.ts';
import { startSweeping } from './sweep.ts';

interface Job {
  readonly stop: () => Promise<void>;
}

/** Starts all work by the clock. `stop` resolves when what is under way has ended. */
export const startAllJobs = (context: PackContext & DeliveryContext): Job =>
  startJobs(context, [
    ...[startAdvancing, startFulfilling, startSweeping, startTasks, startEvaluating, startAlerting],
    ...[startDiscovery, startReports, startDelivering],
  ]);

/** Starts some of it. */
export function startJobs<Context>(context: Context, starts: readonly ((context: Context) => Job)[]): Job {
  const jobs = starts.map((start) => start(context));
  return {
    stop: async () => {
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}
