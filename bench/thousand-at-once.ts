import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { ResourceGroups } from '@aws-sdk/client-resource-groups';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { type Client, createClient, credentials, region, sendQuery } from './client.ts';
import { type Figure, median, number, progress } from './figure.ts';
import { startHeadroom } from './server-process.ts';

const MACHINES = 1_000;
const CONNECTIONS = 64;
const ROUNDS = 3;

/** Sends what launches `machines` machines, and throws unless as many are launched. */
type Launch = (machines: number) => Promise<void>;

/**
 * A thousand machines by one request, into a host resource group that allocates the hosts and by a fleet, against as
 * many requests for one machine each of the same kind, over 64 connections.
 */
export async function measureThousand(): Promise<Figure[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'headroom-bench-'));
  const headroom = await startHeadroom(dataFolder);
  const client = createClient(headroom.url, CONNECTIONS);
  try {
    const setUp = await createSetUp(headroom.url);
    return [
      ...(await compare('into a host resource group', async () => {
        const group = await setUp.createGroup();
        return { atOnce: intoGroup(client, group), single: intoGroup(client, await setUp.createGroup()) };
      })),
      ...(await compare('by a fleet', async () => ({
        atOnce: byFleet(client, setUp.templateId),
        single: fromTemplate(client, setUp.templateId),
      }))),
    ];
  } finally {
    await client.close();
    await headroom.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function compare(what: string, given: () => Promise<{ atOnce: Launch; single: Launch }>): Promise<Figure[]> {
  const rounds: { atOnce: number; single: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const { atOnce, single } = await given();
    const rates = {
      atOnce: await machinesPerSecond(() => atOnce(MACHINES)),
      single: await machinesPerSecond(() => oneByOne(single)),
    };
    progress(`thousand ${what} ${round}/${ROUNDS}: ${number(rates.atOnce)}/s, single ${number(rates.single)}/s`);
    if (round > 0) rounds.push(rates); // the first is for the compiler
  }
  const of = (read: (rates: { atOnce: number; single: number }) => number) => number(median(rounds.map(read)));
  return [
    { figure: `${number(MACHINES)} machines ${what}, by one request`, value: `${of((r) => r.atOnce)} machines/s` },
    { figure: `As many by single launches, ${CONNECTIONS} connections`, value: `${of((r) => r.single)} machines/s` },
    { figure: 'One request against single launches', value: `${of((r) => r.atOnce / r.single)} times` },
  ];
}

async function machinesPerSecond(launch: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await launch();
  return (MACHINES / (performance.now() - start)) * 1000;
}

async function oneByOne(launch: Launch): Promise<void> {
  let left = MACHINES;
  const loop = async () => {
    while (left-- > 0) await launch(1);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
}

interface Group {
  readonly arn: string;
  readonly licenseArn: string;
}

const intoGroup =
  (client: Client, { arn, licenseArn }: Group): Launch =>
  (machines) =>
    launched(client, machines, {
      Action: 'RunInstances',
      ImageId: publicImages(region)[0]!.id,
      InstanceType: 'm5.large',
      MinCount: String(machines),
      MaxCount: String(machines),
      'Placement.Tenancy': 'host',
      'Placement.HostResourceGroupArn': arn,
      'LicenseSpecification.1.LicenseConfigurationArn': licenseArn,
    });

const fromTemplate =
  (client: Client, templateId: string): Launch =>
  (machines) =>
    launched(client, machines, {
      Action: 'RunInstances',
      MinCount: String(machines),
      MaxCount: String(machines),
      'LaunchTemplate.LaunchTemplateId': templateId,
    });

const byFleet =
  (client: Client, templateId: string): Launch =>
  (machines) =>
    launched(client, machines, {
      Action: 'CreateFleet',
      Type: 'instant',
      'TargetCapacitySpecification.TotalTargetCapacity': String(machines),
      'TargetCapacitySpecification.DefaultTargetCapacityType': 'on-demand',
      'LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateId': templateId,
      'LaunchTemplateConfigs.1.LaunchTemplateSpecification.Version': '$Default',
    });

/** The answers of RunInstances and CreateFleet both name each machine by its id. */
async function launched(client: Client, machines: number, parameters: Record<string, string>): Promise<void> {
  const answer = await sendQuery(client, { ...parameters, ClientToken: randomUUID() });
  const ids = new Set(answer.match(/\bi-[0-9a-f]{17}\b/g));
  if (ids.size !== machines)
    throw new Error(`${ids.size} of ${machines} machines were launched: ${answer.slice(0, 500)}`);
}

async function createSetUp(endpoint: string) {
  const config = { endpoint, region, credentials };
  const [ec2, licenseManager, resourceGroups] = [
    new EC2(config),
    new LicenseManager(config),
    new ResourceGroups(config),
  ];
  const createLicense = async (LicenseCountingType: 'Core' | 'vCPU') =>
    (
      await licenseManager.createLicenseConfiguration({
        Name: LicenseCountingType,
        LicenseCountingType,
        LicenseCount: 1_000_000_000,
        LicenseCountHardLimit: true,
      })
    ).LicenseConfigurationArn!;
  const cores = await createLicense('Core');
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    LaunchTemplateName: 'bench',
    LaunchTemplateData: {
      ImageId: publicImages(region)[0]!.id,
      InstanceType: 'm5.large',
      LicenseSpecifications: [{ LicenseConfigurationArn: await createLicense('vCPU') }],
    },
  });
  const createGroup = async (): Promise<Group> => {
    const created = await resourceGroups.createGroup({ Name: `bench-${randomUUID()}`, Configuration: groupOf(cores) });
    return { arn: created.Group!.GroupArn!, licenseArn: cores };
  };
  return { templateId: LaunchTemplate!.LaunchTemplateId!, createGroup };
}

function groupOf(licenseArn: string) {
  const parameter = (Name: string, ...Values: string[]) => ({ Name, Values });
  return [
    {
      Type: 'AWS::EC2::HostManagement',
      Parameters: [
        parameter('auto-allocate-host', 'true'),
        parameter('auto-release-host', 'true'),
        parameter('allowed-host-based-license-configurations', licenseArn),
      ],
    },
    {
      Type: 'AWS::ResourceGroups::Generic',
      Parameters: [
        parameter('allowed-resource-types', 'AWS::EC2::Host'),
        parameter('deletion-protection', 'UNLESS_EMPTY'),
      ],
    },
  ];
}
