import { startAdvancing } from './advance-instances.ts';
import { startFulfilling } from './fulfil-requests.ts';
import type { JobContext } from './job-context.ts';
import { startTasks } from './run-tasks.ts';
import { startSweeping } from './sweep.ts';

interface Job {
  readonly stop: () => Promise<void>;
}

/** Starts work by the clock, all that there is unless some is named. `stop` resolves when what is under way has ended. */
export function startJobs(
  context: JobContext,
  starts: readonly ((context: JobContext) => Job)[] = [startAdvancing, startFulfilling, startSweeping, startTasks],
): Job {
  const jobs = starts.map((start) => start(context));
  return {
    stop: async () => {
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}
