import { randomInt, randomUUID } from 'node:crypto';
import type { EC2, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { clientsAt, INSTANCE_TYPE, type World } from './world.ts';

/** A launch that was asked for; `reservationId` is there once the server has acknowledged it. */
export interface Launch {
  readonly request: RunInstancesRequest & { readonly ClientToken: string };
  reservationId?: string;
  instanceIds: string[];
}

export interface Load {
  readonly launches: readonly Launch[];
  /** How often callers saw what: `ok`, status and code of a refusal, or `no answer`. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Resolves when `count` requests more are answered with success; rejects when no worker is left. */
  readonly succeeded: (count: number) => Promise<void>;
  /** Lets the requests under way end; without an answer a worker ends by itself. */
  readonly stop: () => Promise<void>;
}

const WORKERS = 12;

/** Users who launch, stop, start and terminate machines of the world all at once, until they are stopped. */
export function startLoad(url: string, world: World): Load {
  const { ec2 } = clientsAt(url);
  const launches: Launch[] = [];
  const { outcomes, record, succeeded } = countOutcomes();
  let stopped = false;
  const worker = async () => {
    const own: Launch[] = [];
    while (!stopped) {
      const earlier = own.filter((launch) => launch.reservationId);
      const launch = earlier.length > 0 && randomInt(10) < 6 ? earlier[randomInt(earlier.length)]! : newLaunch(world);
      const isNew = launch.reservationId === undefined;
      if (isNew) for (const list of [own, launches]) list.push(launch);
      const outcome = await (isNew ? launchSome(ec2, launch) : changeOne(ec2, launch)).then(() => 'ok', nameOutcome);
      record(outcome);
      if (outcome === 'no answer') return;
    }
  };
  const running = Promise.all(Array.from({ length: WORKERS }, worker));
  const ended = running.then(() => Promise.reject(new Error(`The load ended after ${JSON.stringify([...outcomes])}`)));
  ended.catch(() => {});
  return {
    launches,
    outcomes,
    succeeded: (count) => Promise.race([succeeded(count), ended]),
    stop: async () => {
      stopped = true;
      await running;
      ec2.destroy();
    },
  };
}

function countOutcomes() {
  const outcomes = new Map<string, number>();
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    outcomes,
    record: (outcome: string): void => {
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome === 'ok') for (const one of waiting) if (--one.count === 0) one.resolve();
    },
    succeeded: (count: number): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ count, resolve });
      return promise;
    },
  };
}

function newLaunch({ imageId }: World): Launch {
  const MaxCount = 1 + randomInt(3);
  const request = {
    ImageId: imageId,
    InstanceType: INSTANCE_TYPE,
    MinCount: 1,
    MaxCount,
    ClientToken: randomUUID(),
  } as const;
  return { request, instanceIds: [] };
}

async function launchSome(ec2: EC2, launch: Launch): Promise<void> {
  const { ReservationId, Instances = [] } = await ec2.runInstances(launch.request);
  launch.instanceIds = Instances.map((instance) => instance.InstanceId!);
  launch.reservationId = ReservationId!;
}

async function changeOne(ec2: EC2, { instanceIds }: Launch): Promise<void> {
  const InstanceIds = [instanceIds[randomInt(instanceIds.length)]!];
  const kind = randomInt(3);
  if (kind === 0) await ec2.stopInstances({ InstanceIds });
  else if (kind === 1) await ec2.startInstances({ InstanceIds });
  else await ec2.terminateInstances({ InstanceIds });
}

function nameOutcome(error: { name?: string; $metadata?: { httpStatusCode?: number } }): string {
  const status = error.$metadata?.httpStatusCode;
  return status === undefined ? 'no answer' : `${status} ${error.name}`;
}
