/** Headroom's own operations, in the form of the AWS SDK's schemas: what an operator does that AWS has no API for. */

const NAMESPACE = 'headroom';
const STRING = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const TIMESTAMP = 4;
const SENSITIVE = 8;

/** The first `required` members must be there. */
const structure = (name: string, members: Readonly<Record<string, unknown>>, required = 0) =>
  [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members), required] as const;

const CounterDifference$ = structure('CounterDifference', {
  LicenseConfigurationArn: STRING,
  Counter: STRING,
  Recorded: NUMBER,
  Recounted: NUMBER,
});
const CounterDifferenceList$ = [1, NAMESPACE, 'CounterDifferenceList', 0, () => CounterDifference$] as const;

const RecountRequest$ = structure('RecountRequest', {
  AccountId: STRING,
  LicenseConfigurationArn: STRING,
  Repair: BOOLEAN,
});
const RecountResponse$ = structure('RecountResponse', { Checked: NUMBER, Differences: () => CounterDifferenceList$ });

const CreateAccountRequest$ = structure('CreateAccountRequest', { AccountId: STRING });
const CreateAccountResponse$ = structure('CreateAccountResponse', {
  AccountId: STRING,
  AccessKeyId: STRING,
  SecretAccessKey: [STRING, SENSITIVE],
});

const CreateAccountKeyRequest$ = structure('CreateAccountKeyRequest', { AccountId: STRING }, 1);

const FailHostRequest$ = structure('FailHostRequest', { HostId: STRING }, 1);
const FailHostResponse$ = structure('FailHostResponse', { RecoveredTo: STRING });

const InstanceIdList$ = [1, NAMESPACE, 'InstanceIdList', 0, STRING] as const;
const Interruption$ = structure('Interruption', { InstanceId: STRING, State: STRING });
const InterruptionList$ = [1, NAMESPACE, 'InterruptionList', 0, () => Interruption$] as const;
const InterruptSpotInstancesRequest$ = structure(
  'InterruptSpotInstancesRequest',
  {
    InstanceIds: () => InstanceIdList$,
  },
  1,
);
const InterruptSpotInstancesResponse$ = structure('InterruptSpotInstancesResponse', {
  Interruptions: () => InterruptionList$,
});

const StringList$ = [1, NAMESPACE, 'StringList', 0, STRING] as const;
const SignedBlock$ = structure('SignedBlock', { Statement: STRING, Signature: STRING, Events: () => StringList$ });
const SignedBlockList$ = [1, NAMESPACE, 'SignedBlockList', 0, () => SignedBlock$] as const;
const SignedStatement$ = structure('SignedStatement', { Statement: STRING, Signature: STRING });
const ExportAuditEventsRequest$ = structure('ExportAuditEventsRequest', {
  AccountId: STRING,
  From: TIMESTAMP,
  To: TIMESTAMP,
  NextToken: STRING,
});
const ExportAuditEventsResponse$ = structure('ExportAuditEventsResponse', {
  Blocks: () => SignedBlockList$,
  Closing: () => SignedStatement$,
  NextToken: STRING,
});
const AuditKey$ = structure('AuditKey', { KeyId: STRING, PublicKey: STRING });
const AuditKeyList$ = [1, NAMESPACE, 'AuditKeyList', 0, () => AuditKey$] as const;
const GetAuditKeysRequest$ = structure('GetAuditKeysRequest', {});
const GetAuditKeysResponse$ = structure('GetAuditKeysResponse', { Keys: () => AuditKeyList$ });

const Holder$ = structure('Holder', { ResourceOwnerId: STRING, ResourceType: STRING, ConsumedLicenses: NUMBER });
const HolderList$ = [1, NAMESPACE, 'HolderList', 0, () => Holder$] as const;
const LicenseUsage$ = structure('LicenseUsage', {
  LicenseConfigurationArn: STRING,
  ConsumedLicenses: NUMBER,
  Holders: () => HolderList$,
});
const LicenseUsageList$ = [1, NAMESPACE, 'LicenseUsageList', 0, () => LicenseUsage$] as const;
const GetLicenseUsageRequest$ = structure(
  'GetLicenseUsageRequest',
  {
    LicenseConfigurationArns: () => StringList$,
    At: TIMESTAMP,
  },
  1,
);
const GetLicenseUsageResponse$ = structure('GetLicenseUsageResponse', { LicenseUsages: () => LicenseUsageList$ });

const PeakUsage$ = structure('PeakUsage', { LicenseConfigurationArn: STRING, PeakLicenses: NUMBER, PeakAt: TIMESTAMP });
const PeakUsageList$ = [1, NAMESPACE, 'PeakUsageList', 0, () => PeakUsage$] as const;
const GetPeakLicenseUsageRequest$ = structure(
  'GetPeakLicenseUsageRequest',
  {
    LicenseConfigurationArns: () => StringList$,
    From: TIMESTAMP,
    To: TIMESTAMP,
  },
  2,
);
const GetPeakLicenseUsageResponse$ = structure('GetPeakLicenseUsageResponse', { Peaks: () => PeakUsageList$ });

const LicenseUse$ = structure('LicenseUse', {
  ResourceArn: STRING,
  ResourceType: STRING,
  ResourceOwnerId: STRING,
  ConsumedLicenses: NUMBER,
  ConsumedFrom: TIMESTAMP,
  ConsumedUntil: TIMESTAMP,
});
const LicenseUseList$ = [1, NAMESPACE, 'LicenseUseList', 0, () => LicenseUse$] as const;
const ListLicenseUsesRequest$ = structure(
  'ListLicenseUsesRequest',
  {
    LicenseConfigurationArn: STRING,
    From: TIMESTAMP,
    To: TIMESTAMP,
    MaxResults: NUMBER,
    NextToken: STRING,
  },
  2,
);
const ListLicenseUsesResponse$ = structure('ListLicenseUsesResponse', {
  LicenseUses: () => LicenseUseList$,
  NextToken: STRING,
});

const GenerateAuditPackRequest$ = structure(
  'GenerateAuditPackRequest',
  {
    LicenseConfigurationArn: STRING,
    From: TIMESTAMP,
    To: TIMESTAMP,
    TimeZone: STRING,
  },
  2,
);
const GenerateAuditPackResponse$ = structure('GenerateAuditPackResponse', { AuditPackId: STRING });
const AuditPack$ = structure('AuditPack', {
  AuditPackId: STRING,
  LicenseConfigurationArn: STRING,
  From: TIMESTAMP,
  To: TIMESTAMP,
  TimeZone: STRING,
  Status: STRING,
  FailureReason: STRING,
  Bytes: NUMBER,
  Sha256: STRING,
  RequestedAt: TIMESTAMP,
  RequestedBy: STRING,
});
const AuditPackList$ = [1, NAMESPACE, 'AuditPackList', 0, () => AuditPack$] as const;
const GetAuditPackRequest$ = structure('GetAuditPackRequest', { AuditPackId: STRING }, 1);
const GetAuditPackResponse$ = structure('GetAuditPackResponse', { AuditPack: () => AuditPack$ });
const ListAuditPacksRequest$ = structure('ListAuditPacksRequest', {
  LicenseConfigurationArn: STRING,
  MaxResults: NUMBER,
  NextToken: STRING,
});
const ListAuditPacksResponse$ = structure('ListAuditPacksResponse', {
  AuditPacks: () => AuditPackList$,
  NextToken: STRING,
});
const GetAuditPackPartRequest$ = structure('GetAuditPackPartRequest', { AuditPackId: STRING, Offset: NUMBER }, 1);
const GetAuditPackPartResponse$ = structure('GetAuditPackPartResponse', { Data: STRING, NextOffset: NUMBER });
const DetailTypeList$ = [1, NAMESPACE, 'DetailTypeList', 0, STRING] as const;
const CreateWebhookRequest$ = structure('CreateWebhookRequest', { Url: STRING, DetailTypes: () => DetailTypeList$ }, 1);
const CreateWebhookResponse$ = structure('CreateWebhookResponse', { WebhookId: STRING, Secret: [STRING, SENSITIVE] });
const Webhook$ = structure('Webhook', {
  WebhookId: STRING,
  Url: STRING,
  DetailTypes: () => DetailTypeList$,
  CreatedAt: TIMESTAMP,
});
const WebhookList$ = [1, NAMESPACE, 'WebhookList', 0, () => Webhook$] as const;
const ListWebhooksRequest$ = structure('ListWebhooksRequest', {});
const ListWebhooksResponse$ = structure('ListWebhooksResponse', { Webhooks: () => WebhookList$ });
const DeleteWebhookRequest$ = structure('DeleteWebhookRequest', { WebhookId: STRING }, 1);
const DeleteWebhookResponse$ = structure('DeleteWebhookResponse', {});

const FailedDelivery$ = structure('FailedDelivery', {
  DeliveryId: NUMBER,
  Target: STRING,
  Protocol: STRING,
  Endpoint: STRING,
  MessageId: STRING,
  Subject: STRING,
  Attempts: NUMBER,
  Reason: STRING,
  CreatedAt: TIMESTAMP,
  FailedAt: TIMESTAMP,
});
const FailedDeliveryList$ = [1, NAMESPACE, 'FailedDeliveryList', 0, () => FailedDelivery$] as const;
const ListFailedDeliveriesRequest$ = structure('ListFailedDeliveriesRequest', {
  MaxResults: NUMBER,
  NextToken: STRING,
});
const ListFailedDeliveriesResponse$ = structure('ListFailedDeliveriesResponse', {
  Deliveries: () => FailedDeliveryList$,
  NextToken: STRING,
});
const DeliveryIdList$ = [1, NAMESPACE, 'DeliveryIdList', 0, NUMBER] as const;
const RetryDeliveriesRequest$ = structure('RetryDeliveriesRequest', { DeliveryIds: () => DeliveryIdList$ });
const RetryDeliveriesResponse$ = structure('RetryDeliveriesResponse', { Retried: NUMBER });

const DropDeliveriesRequest$ = structure('DropDeliveriesRequest', { DeliveryIds: () => DeliveryIdList$ }, 1);
const DropDeliveriesResponse$ = structure('DropDeliveriesResponse', { Dropped: NUMBER });
const TestWebhookRequest$ = structure('TestWebhookRequest', { WebhookId: STRING }, 1);
const TestWebhookResponse$ = structure('TestWebhookResponse', { MessageId: STRING });

const Alert$ = structure('Alert', {
  AlertId: NUMBER,
  Kind: STRING,
  Subject: STRING,
  Message: STRING,
  Count: NUMBER,
  OccurredAt: TIMESTAMP,
});
const AlertList$ = [1, NAMESPACE, 'AlertList', 0, () => Alert$] as const;
const ListAlertsRequest$ = structure('ListAlertsRequest', { MaxResults: NUMBER, NextToken: STRING });
const ListAlertsResponse$ = structure('ListAlertsResponse', { Alerts: () => AlertList$, NextToken: STRING });

const GetUsageReportPartRequest$ = structure(
  'GetUsageReportPartRequest',
  {
    LicenseManagerReportGeneratorArn: STRING,
    ReportType: STRING,
    Offset: NUMBER,
  },
  1,
);
const GetUsageReportPartResponse$ = structure('GetUsageReportPartResponse', {
  FileName: STRING,
  Data: STRING,
  NextOffset: NUMBER,
});

const operation = (name: string, input: unknown, output: unknown) =>
  [9, NAMESPACE, name, 0, () => input, () => output] as const;

/** The schemas by the names that an SDK client would export them under. */
export const headroomSchemas = {
  Recount$: operation('Recount', RecountRequest$, RecountResponse$),
  InterruptSpotInstances$: operation(
    'InterruptSpotInstances',
    InterruptSpotInstancesRequest$,
    InterruptSpotInstancesResponse$,
  ),
  CreateAccount$: operation('CreateAccount', CreateAccountRequest$, CreateAccountResponse$),
  CreateAccountKey$: operation('CreateAccountKey', CreateAccountKeyRequest$, CreateAccountResponse$),
  ExportAuditEvents$: operation('ExportAuditEvents', ExportAuditEventsRequest$, ExportAuditEventsResponse$),
  GetAuditKeys$: operation('GetAuditKeys', GetAuditKeysRequest$, GetAuditKeysResponse$),
  GetLicenseUsage$: operation('GetLicenseUsage', GetLicenseUsageRequest$, GetLicenseUsageResponse$),
  GetPeakLicenseUsage$: operation('GetPeakLicenseUsage', GetPeakLicenseUsageRequest$, GetPeakLicenseUsageResponse$),
  ListLicenseUses$: operation('ListLicenseUses', ListLicenseUsesRequest$, ListLicenseUsesResponse$),
  GenerateAuditPack$: operation('GenerateAuditPack', GenerateAuditPackRequest$, GenerateAuditPackResponse$),
  GetAuditPack$: operation('GetAuditPack', GetAuditPackRequest$, GetAuditPackResponse$),
  ListAuditPacks$: operation('ListAuditPacks', ListAuditPacksRequest$, ListAuditPacksResponse$),
  GetAuditPackPart$: operation('GetAuditPackPart', GetAuditPackPartRequest$, GetAuditPackPartResponse$),
  CreateWebhook$: operation('CreateWebhook', CreateWebhookRequest$, CreateWebhookResponse$),
  ListWebhooks$: operation('ListWebhooks', ListWebhooksRequest$, ListWebhooksResponse$),
  DeleteWebhook$: operation('DeleteWebhook', DeleteWebhookRequest$, DeleteWebhookResponse$),
  ListFailedDeliveries$: operation('ListFailedDeliveries', ListFailedDeliveriesRequest$, ListFailedDeliveriesResponse$),
  RetryDeliveries$: operation('RetryDeliveries', RetryDeliveriesRequest$, RetryDeliveriesResponse$),
  DropDeliveries$: operation('DropDeliveries', DropDeliveriesRequest$, DropDeliveriesResponse$),
  TestWebhook$: operation('TestWebhook', TestWebhookRequest$, TestWebhookResponse$),
  ListAlerts$: operation('ListAlerts', ListAlertsRequest$, ListAlertsResponse$),
  GetUsageReportPart$: operation('GetUsageReportPart', GetUsageReportPartRequest$, GetUsageReportPartResponse$),
  FailHost$: operation('FailHost', FailHostRequest$, FailHostResponse$),
};
