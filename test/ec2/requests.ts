import { after } from 'node:test';
import type { RequestSpotInstancesRequest } from '@aws-sdk/client-ec2';
import { pino } from 'pino';
import { startAdvancing } from '../../src/jobs/advance-instances.ts';
import { startFulfilling } from '../../src/jobs/fulfil-requests.ts';
import { startJobs } from '../../src/jobs/start-jobs.ts';
import { describeFleets } from '../../src/operations/ec2/fleets/describe-fleets.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { describeSpotInstanceRequests } from '../../src/operations/ec2/spot/describe-spot-instance-requests.ts';
import { requestSpotInstances } from '../../src/operations/ec2/spot/request-spot-instances.ts';
import { eventually } from '../eventually.ts';
import { type Cloud, LINUX } from './launching.ts';

// What tests of Spot requests and fleets have in common.

const log = pino({ level: 'silent' });
const stops: (() => Promise<void>)[] = [];

after(async () => {
  for (const stop of stops) await stop();
});

/** Runs the jobs of a server on the cloud's database until the file's tests have ended. */
export function runJobs({ db, ledger }: Cloud): { stop: () => Promise<void> } {
  const jobs = startJobs({ db, ledger, log, url: '' }, [startAdvancing, startFulfilling]);
  stops.push(jobs.stop);
  return jobs;
}

/** Requests one m5.large Linux machine, unless `given` says otherwise; resolves with the request's id. */
export async function requestSpot(cloud: Cloud, given: Partial<RequestSpotInstancesRequest> = {}): Promise<string> {
  const LaunchSpecification = { ImageId: LINUX, InstanceType: 'm5.large', ...given.LaunchSpecification } as const;
  const { SpotInstanceRequests } = await cloud.call(
    requestSpotInstances,
    { ...given, LaunchSpecification },
    { action: 'ec2:RequestSpotInstances' },
  );
  return SpotInstanceRequests![0]!.SpotInstanceRequestId!;
}

export async function spotRequest(cloud: Cloud, id: string) {
  const { SpotInstanceRequests } = await cloud.call(describeSpotInstanceRequests, { SpotInstanceRequestIds: [id] });
  return SpotInstanceRequests![0]!;
}

/** The request once its status has this code. */
export const spotRequestWith = (cloud: Cloud, id: string, code: string) =>
  eventually(async () => {
    const request = await spotRequest(cloud, id);
    return request.Status!.Code === code ? request : undefined;
  }, `the request has the status ${code}`);

export async function fleet(cloud: Cloud, id: string) {
  const { Fleets } = await cloud.call(describeFleets, { FleetIds: [id] });
  return Fleets![0]!;
}

/** The account's machines that are not on their way out. */
export async function liveMachines(cloud: Cloud) {
  const { Reservations } = await cloud.call(describeInstances, {
    Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }],
  });
  return Reservations!.flatMap(({ Instances = [] }) => Instances);
}
