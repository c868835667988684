import { randomUUID } from 'node:crypto';
import { decideAccess } from '../../src/domain/authorization.ts';
import { findViolation } from '../../src/domain/constraints.ts';
import { CommonFault } from '../../src/fault.ts';
import type { AnyOperationTable } from '../../src/operations/operation-table.ts';
import { resourceGroupsOperations } from '../../src/operations/resource-groups/index.ts';
import { decodeJson, encodeJson } from '../../src/wire/aws-json.ts';
import { nameFault } from '../../src/wire/fault-names.ts';
import { resourceGroups } from '../../src/wire/services.ts';
import { ACCOUNT, exampleActor } from '../example-facts.ts';
import { startWorld, type Who, type Wire, type World } from '../license-manager/world.ts';
import { requestContext } from '../request-context.ts';

type Name = keyof typeof resourceGroupsOperations & string;

/** Resource Groups on a database of its own, with License Manager beside it to make licenses. */
export interface GroupWorld {
  readonly licenses: World;
  /** What the operation answers. */
  call(name: Name, input: object, who?: Who): Promise<Wire>;
  /** How the operation refuses: `CODE STATUS: message`. Fails where it does not. */
  refusal(name: Name, input: object, who?: Who): Promise<string>;
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

  const call = async (name: Name, input: object, who: Who = {}): Promise<Wire> => {
    const context = requestContext({ db, ledger, action: `resource-groups:${name}`, ...who });
    const shape = resourceGroups.operations.get(name)!;
    const { constraints, resources, handle } = (resourceGroupsOperations as AnyOperationTable)[name]!;
    const request = decodeJson(shape.input, Buffer.from(JSON.stringify(input)));
    const violation = constraints && findViolation(constraints, request);
    if (violation) throw new CommonFault('InvalidMember', violation.message);
    const access = decideAccess({ ...context, resources: resources?.(request, context) ?? [] });
    if (!access.allowed) throw new CommonFault('NotAuthorized', access.reason);
    return JSON.parse(encodeJson(shape.output, await handle(request, context)));
  };

  return {
    licenses,
    call,
    refusal: async (name, input, who) => {
      const answered = await call(name, input, who).then(
        (output) => ({ output }),
        (error: unknown) => ({ error }),
      );
      if ('output' in answered) throw new Error(`${name} answered ${JSON.stringify(answered.output)}`);
      const { code, status, message } = nameFault({ protocol: 'restJson1', service: resourceGroups }, answered.error);
      if (status >= 500) throw answered.error;
      return `${code} ${status}: ${message}`;
    },
    create: async (parameters = {}, who) => {
      const name = `group-${randomUUID()}`;
      await call('CreateGroup', { Name: name, Configuration: configuration({ ...ANY_LICENSE, ...parameters }) }, who);
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
