import { randomUUID } from 'node:crypto';
import { SSM } from '@aws-sdk/client-ssm';
import type { Answer, Caller } from '../signed-request.ts';
import { makeRsaKey, type SimulatedAgent, startAgent } from '../simulated-agent.ts';
import type { Input } from './valid-inputs.ts';

/** What requests about servers outside of EC2 name. */
export interface ServerWorld {
  readonly activationId: string;
  readonly spareActivationId: string;
  readonly serverId: string;
  /** One that is not needed any more. */
  readonly spareServerId: string;
  readonly fingerprint: string;
  readonly gatheringId: string;
  readonly spareGatheringId: string;
  readonly syncName: string;
}

const DOCUMENT = 'AWS-GatherSoftwareInventory';
const S3Destination = { BucketName: 'fuzz', SyncFormat: 'JsonSerDe', Region: 'us-east-1' } as const;
const key = makeRsaKey();
const agents = new Map<string, SimulatedAgent>();

export async function createServerWorld({ url, ...credentials }: Caller): Promise<ServerWorld> {
  const ssm = new SSM({ endpoint: url, region: 'us-east-1', credentials });
  const activate = async () => {
    const made = await ssm.createActivation({ IamRole: 'fuzz', RegistrationLimit: 2 });
    return { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
  };
  const activation = await activate();
  const agent = await startAgent(url, activation, { key });
  agents.set(agent.instanceId, agent);
  const Targets = [{ Key: 'InstanceIds', Values: [agent.instanceId] }];
  const associate = async () =>
    (await ssm.createAssociation({ Name: DOCUMENT, Targets })).AssociationDescription!.AssociationId!;
  const SyncName = randomUUID();
  await ssm.createResourceDataSync({ SyncName, S3Destination });
  return {
    gatheringId: await associate(),
    spareGatheringId: await associate(),
    syncName: SyncName,
    activationId: activation.activationId,
    spareActivationId: (await activate()).activationId,
    serverId: agent.instanceId,
    spareServerId: (await startAgent(url, await activate(), { key })).instanceId,
    fingerprint: agent.fingerprint,
  };
}

/** What a server signs with its own key, and who does not is refused. */
const BY_KEY = ['RequestManagedInstanceRoleToken', 'UpdateManagedInstancePublicKey'];

/** Sends what only a server may; undefined where others may too. */
export async function callAsServer(
  { serverId }: ServerWorld,
  operation: string,
  input: Input,
): Promise<Pick<Answer, 'status' | 'text'> | undefined> {
  if (!BY_KEY.includes(operation)) return undefined;
  const { status, body } = await agents.get(serverId)!.withKey(operation, input);
  return { status, text: JSON.stringify(body) };
}

const managed = (ResourceId: string) => ({ ResourceType: 'ManagedInstance', ResourceId });
const item = { SchemaVersion: '1.1', CaptureTime: '2026-11-28T03:06:36Z' };

/** One valid request of every operation of Systems Manager that is built. */
export const serverInputs: Readonly<Record<string, (world: ServerWorld) => Input>> = {
  CreateAssociation: ({ serverId }) => ({
    Name: DOCUMENT,
    Targets: [{ Key: 'InstanceIds', Values: [serverId] }],
    ScheduleExpression: 'rate(30 minutes)',
    Parameters: { applications: ['Enabled'] },
  }),
  DescribeAssociation: ({ gatheringId }) => ({ AssociationId: gatheringId }),
  ListAssociations: ({ serverId }) => ({
    MaxResults: 5,
    AssociationFilterList: [{ key: 'InstanceId', value: serverId }],
  }),
  UpdateAssociation: ({ gatheringId }) => ({ AssociationId: gatheringId, ScheduleExpression: 'rate(1 day)' }),
  DeleteAssociation: ({ spareGatheringId }) => ({ AssociationId: spareGatheringId }),
  ListInstanceAssociations: ({ serverId }) => ({ InstanceId: serverId, MaxResults: 20 }),
  UpdateInstanceAssociationStatus: ({ serverId, gatheringId }) => ({
    AssociationId: gatheringId,
    InstanceId: serverId,
    ExecutionResult: { Status: 'Pending', ErrorCode: '', ExecutionDate: 1_795_000_000, ExecutionSummary: '' },
  }),
  UpdateAssociationStatus: ({ serverId }) => ({
    Name: DOCUMENT,
    InstanceId: serverId,
    AssociationStatus: { Name: 'Success', Message: 'fuzz', Date: 1_795_000_000 },
  }),
  GetParameter: () => ({ Name: '/aws/service/debian/release/12/latest/amd64:1', WithDecryption: true }),
  GetParameters: () => ({ Names: ['/aws/service/debian/release/12/latest/amd64', '/mine'] }),
  GetParametersByPath: () => ({
    Path: '/aws/service/ami-amazon-linux-latest',
    MaxResults: 5,
    ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String'] }],
  }),
  GetDocument: () => ({ Name: DOCUMENT, DocumentVersion: '1' }),
  PutComplianceItems: ({ serverId }) => ({
    ResourceId: serverId,
    ResourceType: 'ManagedInstance',
    ComplianceType: 'Association',
    ExecutionSummary: { ExecutionTime: 1_795_000_000 },
    Items: [{ Severity: 'UNSPECIFIED', Status: 'COMPLIANT' }],
  }),
  CreateResourceDataSync: () => ({ SyncName: randomUUID(), S3Destination }),
  ListResourceDataSync: () => ({ MaxResults: 5 }),
  DeleteResourceDataSync: ({ syncName }) => ({ SyncName: syncName }),
  DescribeInstanceProperties: () => ({
    MaxResults: 5,
    FiltersWithOperator: [{ Key: 'AgentVersion', Values: ['3'], Operator: 'GreaterThan' }],
  }),
  AddTagsToResource: ({ serverId }) => ({ ...managed(serverId), Tags: [{ Key: 'a', Value: 'b' }] }),
  RemoveTagsFromResource: ({ serverId }) => ({ ...managed(serverId), TagKeys: ['a'] }),
  ListTagsForResource: ({ serverId }) => managed(serverId),
  CreateActivation: () => ({
    IamRole: 'fuzz',
    DefaultInstanceName: 'fuzz',
    RegistrationLimit: 3,
    Tags: [{ Key: 'a', Value: 'b' }],
  }),
  DeleteActivation: ({ spareActivationId }) => ({ ActivationId: spareActivationId }),
  DeleteInventory: () => ({ TypeName: 'Custom:Fuzz', SchemaDeleteOption: 'DeleteSchema', ClientToken: randomUUID() }),
  DescribeInventoryDeletions: () => ({ MaxResults: 5 }),
  GetInventory: () => ({
    MaxResults: 5,
    Filters: [{ Key: 'AWS:Application.Name', Values: ['a'], Type: 'BeginWith' }],
    ResultAttributes: [{ TypeName: 'AWS:Application' }],
  }),
  GetInventorySchema: () => ({ TypeName: 'AWS:Application' }),
  ListInventoryEntries: ({ serverId }) => ({
    InstanceId: serverId,
    TypeName: 'AWS:Application',
    MaxResults: 5,
    Filters: [{ Key: 'AWS:Application.Name', Values: ['a'] }],
  }),
  UpdateManagedInstanceRole: ({ serverId }) => ({ InstanceId: serverId, IamRole: 'fuzz' }),
  DeregisterManagedInstance: ({ spareServerId }) => ({ InstanceId: spareServerId }),
  DescribeActivations: () => ({ MaxResults: 5, Filters: [{ FilterKey: 'IamRole', FilterValues: ['fuzz'] }] }),
  DescribeInstanceInformation: () => ({ MaxResults: 5, Filters: [{ Key: 'PingStatus', Values: ['Online'] }] }),
  PutInventory: ({ serverId }) => ({
    InstanceId: serverId,
    Items: [{ ...item, TypeName: 'AWS:Application', ContentHash: 'x', Content: [{ Name: 'a', Version: '1' }] }],
  }),
  RegisterManagedInstance: () => ({
    Fingerprint: randomUUID(),
    PublicKey: key.publicKey,
    PublicKeyType: 'Rsa',
    IamRole: 'fuzz',
    Tags: [{ Key: 'a', Value: 'b' }],
  }),
  RequestManagedInstanceRoleToken: ({ fingerprint }) => ({ Fingerprint: fingerprint }),
  UpdateInstanceInformation: ({ serverId }) => ({
    InstanceId: serverId,
    AgentName: 'amazon-ssm-agent',
    PlatformType: 'Linux',
    PlatformName: 'Debian GNU/Linux',
  }),
  UpdateManagedInstancePublicKey: () => ({ NewPublicKey: key.publicKey, NewPublicKeyType: 'Rsa' }),
};

/** One valid request of the message service. */
export const messageInputs: Readonly<Record<string, (world: ServerWorld) => Input>> = {
  GetMessages: ({ serverId }) => ({
    Destination: serverId,
    MessagesRequestId: randomUUID(),
    VisibilityTimeoutInSeconds: 10,
  }),
};
