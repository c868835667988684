/**
 * The calls of amazon-ssm-agent that no SDK has, in the form of the AWS SDK's schemas. Members and their types are as the
 * agent sends and reads them on the wire.
 */

const NAMESPACE = 'com.amazonaws.ssm';
const STRING = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const TIMESTAMP = 4;
const SENSITIVE = 8;

/** Required members stand first. */
const structure = (name: string, members: Readonly<Record<string, unknown>>, required = 0) =>
  [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members), required] as const;
const list = (name: string, member: unknown) => [1, NAMESPACE, name, 0, member] as const;
const map = (name: string, value: unknown) => [2, NAMESPACE, name, 0, STRING, value] as const;
const operation = (name: string, input: unknown, output: unknown) =>
  [9, NAMESPACE, name, 0, () => input, () => output] as const;

const Tag$ = structure('AgentTag', { Key: STRING, Value: STRING }, 2);
const TagList$ = list('AgentTagList', () => Tag$);
const Empty$ = structure('AgentEmptyResponse', {});

const RegisterManagedInstanceRequest$ = structure(
  'RegisterManagedInstanceRequest',
  {
    Fingerprint: STRING,
    PublicKey: STRING,
    ActivationId: STRING,
    ActivationCode: [STRING, SENSITIVE],
    PublicKeyType: STRING,
    IamRole: STRING,
    Tags: () => TagList$,
    Provider: STRING,
  },
  2,
);
const RegisterManagedInstanceResponse$ = structure('RegisterManagedInstanceResponse', { InstanceId: STRING });

const RequestManagedInstanceRoleTokenRequest$ = structure(
  'RequestManagedInstanceRoleTokenRequest',
  { Fingerprint: STRING },
  1,
);
const RequestManagedInstanceRoleTokenResponse$ = structure('RequestManagedInstanceRoleTokenResponse', {
  AccessKeyId: STRING,
  SecretAccessKey: [STRING, SENSITIVE],
  SessionToken: [STRING, SENSITIVE],
  TokenExpirationDate: TIMESTAMP,
  UpdateKeyPair: BOOLEAN,
});

const UpdateManagedInstancePublicKeyRequest$ = structure(
  'UpdateManagedInstancePublicKeyRequest',
  { NewPublicKey: STRING, NewPublicKeyType: STRING },
  2,
);

const UpdateInstanceInformationRequest$ = structure(
  'UpdateInstanceInformationRequest',
  {
    InstanceId: STRING,
    AgentName: STRING,
    AgentStatus: STRING,
    AgentVersion: STRING,
    AvailabilityZone: STRING,
    AvailabilityZoneId: STRING,
    ComputerName: STRING,
    IPAddress: STRING,
    PlatformName: STRING,
    PlatformType: STRING,
    PlatformVersion: STRING,
    SSMConnectionChannel: STRING,
  },
  1,
);

const ParameterValueList$ = list('AgentParameterValueList', STRING);
const Parameters$ = map('AgentParameters', () => ParameterValueList$);
const InstanceAssociationSummary$ = structure('InstanceAssociationSummary', {
  AssociationId: STRING,
  AssociationVersion: STRING,
  InstanceId: STRING,
  Name: STRING,
  DocumentVersion: STRING,
  Checksum: STRING,
  DetailedStatus: STRING,
  ScheduleExpression: STRING,
  Parameters: () => Parameters$,
  LastExecutionDate: TIMESTAMP,
});
const InstanceAssociationSummaryList$ = list('InstanceAssociationSummaryList', () => InstanceAssociationSummary$);
const ListInstanceAssociationsRequest$ = structure(
  'ListInstanceAssociationsRequest',
  { InstanceId: STRING, MaxResults: NUMBER, NextToken: STRING },
  1,
);
const ListInstanceAssociationsResponse$ = structure('ListInstanceAssociationsResponse', {
  Associations: () => InstanceAssociationSummaryList$,
  NextToken: STRING,
});

const InstanceAssociationExecutionResult$ = structure('InstanceAssociationExecutionResult', {
  Status: STRING,
  ErrorCode: STRING,
  ExecutionDate: TIMESTAMP,
  ExecutionSummary: STRING,
});
const UpdateInstanceAssociationStatusRequest$ = structure(
  'UpdateInstanceAssociationStatusRequest',
  {
    AssociationId: STRING,
    InstanceId: STRING,
    ExecutionResult: () => InstanceAssociationExecutionResult$,
    AssociationVersion: STRING,
  },
  3,
);

/** The schemas by the names that an SDK client would export them under. */
export const ssmAgentSchemas = {
  RegisterManagedInstance$: operation(
    'RegisterManagedInstance',
    RegisterManagedInstanceRequest$,
    RegisterManagedInstanceResponse$,
  ),
  RequestManagedInstanceRoleToken$: operation(
    'RequestManagedInstanceRoleToken',
    RequestManagedInstanceRoleTokenRequest$,
    RequestManagedInstanceRoleTokenResponse$,
  ),
  UpdateManagedInstancePublicKey$: operation(
    'UpdateManagedInstancePublicKey',
    UpdateManagedInstancePublicKeyRequest$,
    Empty$,
  ),
  UpdateInstanceInformation$: operation('UpdateInstanceInformation', UpdateInstanceInformationRequest$, Empty$),
  ListInstanceAssociations$: operation(
    'ListInstanceAssociations',
    ListInstanceAssociationsRequest$,
    ListInstanceAssociationsResponse$,
  ),
  UpdateInstanceAssociationStatus$: operation(
    'UpdateInstanceAssociationStatus',
    UpdateInstanceAssociationStatusRequest$,
    Empty$,
  ),
};
