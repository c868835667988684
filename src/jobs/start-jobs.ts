import { startAdvancing } from './advance-instances.ts';
import { startDiscovery } from './discover.ts';
import { startFulfilling } from './fulfil-requests.ts';
import type { QueueContext } from './job-context.ts';
import { startTasks } from './run-tasks.ts';
import { startSweeping } from './sweep.ts';

interface Job {
  readonly stop: () => Promise<void>;
}

/** Starts work by the clock, all that there is unless some is named. `stop` resolves when what is under way has ended. */
export function startJobs(
  context: QueueContext,
  starts: readonly ((context: QueueContext) => Job)[] = [
    startAdvancing,
    startFulfilling,
    startSweeping,
    startTasks,
    startDiscovery,
  ],
): Job {
  const jobs = starts.map((start) => start(context));
  return {
    stop: async () => {
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}
