import { randomUUID } from 'node:crypto';
import { resourceGroupsOperations } from '../../src/operations/resource-groups/index.ts';
import { serviceNamed } from '../../src/wire/services.ts';
import { ACCOUNT, exampleActor } from '../example-facts.ts';
import { type JsonService, jsonService, type Who } from '../json-service.ts';
import { startWorld, type World } from '../license-manager/world.ts';

const resourceGroups = serviceNamed('resource-groups');

type Name = keyof typeof resourceGroupsOperations & string;

/** Resource Groups on a database of its own, with License Manager beside it to make licenses. */
export interface GroupWorld extends JsonService<Name> {
  readonly licenses: World;
  /** Creates a group that allows any license, on what families the parameters say. Returns its name. */
  create(parameters?: Parameters, who?: Who): Promise<string>;
  /** Allocates hosts and returns their ARNs. */
  hosts(family: string, quantity?: number, who?: Who): Promise<string[]>;
}

/** Of AWS::EC2::HostManagement, by name. */
type Parameters = Readonly<Record<string, readonly string[]>>;

export const ANY_LICENSE = { 'any-host-based-license-configuration': ['true'] };

/** The configuration of a host resource group. */
export const configuration = (parameters: Parameters = ANY_LICENSE) => [
  {
    Type: 'AWS::EC2::HostManagement',
    Parameters: Object.entries(parameters).map(([Name, Values]) => ({ Name, Values: [...Values] })),
  },
  {
    Type: 'AWS::ResourceGroups::Generic',
    Parameters: [
      { Name: 'allowed-resource-types', Values: ['AWS::EC2::Host'] },
      { Name: 'deletion-protection', Values: ['UNLESS_EMPTY'] },
    ],
  },
];

export async function startGroupWorld(): Promise<GroupWorld> {
  const licenses = await startWorld();
  const { db, ledger } = licenses;

  const service = jsonService(resourceGroups, resourceGroupsOperations, { db, ledger });

  return {
    licenses,
    ...service,
    create: async (parameters = {}, who) => {
      const name = `group-${randomUUID()}`;
      await service.call(
        'CreateGroup',
        { Name: name, Configuration: configuration({ ...ANY_LICENSE, ...parameters }) },
        who,
      );
      return name;
    },
    hosts: async (family, quantity = 1, { accountId = ACCOUNT, region = 'us-east-1' } = {}) => {
      const actor = exampleActor('ec2:AllocateHosts', { accountId, region, requestId: randomUUID() });
      const plan = { availabilityZone: `${region}a`, family };
      const outcome = await ledger.submit({ kind: 'allocate-hosts', actor, quantity, plan, tags: {} });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
      return outcome.hostIds!.map((id) => `arn:aws:ec2:${region}:${accountId}:dedicated-host/${id}`);
    },
  };
}
