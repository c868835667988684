import { randomUUID } from 'node:crypto';
import { createClient, sendJson, sendQuery } from './client.ts';

/** What the command line asks of this process, as JSON. */
export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly warmUpSeconds?: number;
  readonly operation: keyof typeof requests;
  readonly imageId: string;
  readonly licenseArn: string;
}

/** What it prints, as JSON. */
export interface LoadResult {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const load: Load = JSON.parse(process.argv[2]!);
const { url, connections, seconds, warmUpSeconds = 1, imageId, licenseArn } = load;
const client = createClient(url, connections);

const launch = () =>
  sendQuery(client, {
    Action: 'RunInstances',
    ImageId: imageId,
    InstanceType: 'm5.large',
    MinCount: '1',
    MaxCount: '1',
    ClientToken: randomUUID(),
    'LicenseSpecification.1.LicenseConfigurationArn': licenseArn,
  });

const requests = {
  RunInstances: launch,
  GetLicenseConfiguration: () => sendJson(client, 'GetLicenseConfiguration', { LicenseConfigurationArn: licenseArn }),
  ListLicenseConfigurations: () => sendJson(client, 'ListLicenseConfigurations', {}),
  DescribeInstanceTypes: () =>
    sendQuery(client, {
      Action: 'DescribeInstanceTypes',
      'Filter.1.Name': 'vcpu-info.default-vcpus',
      'Filter.1.Value.1': '4',
      'Filter.2.Name': 'processor-info.supported-architecture',
      'Filter.2.Value.1': 'x86_64',
      'Filter.3.Name': 'instance-type',
      'Filter.3.Value.1': 'm5*',
    }),
  DescribeInstances: () => sendQuery(client, { Action: 'DescribeInstances', MaxResults: '5' }),
  DescribeInstanceStatus: () => sendQuery(client, { Action: 'DescribeInstanceStatus', MaxResults: '5' }),
};

async function run(milliseconds: number): Promise<LoadResult> {
  const latencies: number[] = [];
  const start = performance.now();
  const loop = async () => {
    while (performance.now() - start < milliseconds) {
      const sent = performance.now();
      await requests[load.operation]();
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  const perSecond = (latencies.length / (performance.now() - start)) * 1000;
  const sorted = latencies.sort((a, b) => a - b);
  const percentile = (part: number) => sorted[Math.floor(sorted.length * part)]!;
  return { count: latencies.length, perSecond, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}

await run(warmUpSeconds * 1000); // until this process is compiled
console.log(JSON.stringify(await run(seconds * 1000)));
await client.close();
