import type { LicenseDetail } from './facts.ts';
import type { Instance, InstanceSettings, InstanceState } from './instance.ts';
import type { LicenseStatus, Tenancy } from './license.ts';
import type { Refusal } from './refusal.ts';

/** Who asks, for the decision (account, Region) and for the audit trail. */
export interface Actor {
  readonly accountId: string;
  readonly region: string;
  readonly principalArn: string;
  readonly accessKeyId: string;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** Such as `ec2:RunInstances`. */
  readonly action: string;
}

export interface LaunchRequest {
  readonly imageId: string;
  readonly instanceType: string;
  readonly minCount: number;
  readonly maxCount: number;
  readonly cpuOptions?: { readonly coreCount?: number; readonly threadsPerCore?: number };
  readonly tenancy: Tenancy;
  readonly hostId?: string;
  readonly hostResourceGroupArn?: string;
  readonly availabilityZone?: string;
  readonly subnetId?: string;
  /** From the request or its launch template; those of the image are added by the decision. */
  readonly licenseConfigurationArns: readonly string[];
  /** Of the machine; what the image says is added by the decision. */
  readonly settings: Omit<
    InstanceSettings,
    'architecture' | 'platform' | 'platformDetails' | 'usageOperation' | 'rootDeviceName'
  >;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LaunchCommand {
  readonly kind: 'launch';
  readonly actor: Actor;
  readonly dryRun: boolean;
  readonly token?: { readonly value: string; readonly inputHash: string };
  readonly request: LaunchRequest;
}

/** Start, stop and terminate: all instances or none. */
export interface InstancesCommand {
  readonly kind: 'start' | 'stop' | 'terminate';
  readonly actor: Actor;
  readonly dryRun: boolean;
  readonly instanceIds: readonly string[];
}

export interface ChangeInstanceTypeCommand {
  readonly kind: 'change-instance-type';
  readonly actor: Actor;
  readonly instanceId: string;
  readonly instanceType: string;
}

/** Moves instances whose passing state is over; the compute driver's clock submits it. */
export interface AdvanceCommand {
  readonly kind: 'advance';
  readonly instanceIds: readonly string[];
}

export interface UpdateLicenseSpecificationsCommand {
  readonly kind: 'update-license-specifications';
  readonly actor: Actor;
  readonly resourceArn: string;
  readonly add: readonly { readonly licenseConfigurationArn: string; readonly amiAssociationScope?: string }[];
  readonly remove: readonly { readonly licenseConfigurationArn: string }[];
}

export interface UpdateLicenseConfigurationCommand {
  readonly kind: 'update-license-configuration';
  readonly actor: Actor;
  readonly licenseId: string;
  readonly change: LicenseDetail & {
    readonly name?: string;
    readonly licenseCount?: number;
    readonly hardLimit?: boolean;
    readonly ruleTexts?: readonly string[];
    readonly status?: Exclude<LicenseStatus, 'DELETED'>;
  };
}

export interface DeleteLicenseConfigurationCommand {
  readonly kind: 'delete-license-configuration';
  readonly actor: Actor;
  readonly licenseId: string;
}

/** Takes the licenses off an image that is gone: the sweep of deregistered images. */
export interface ForgetImageCommand {
  readonly kind: 'forget-image';
  readonly actor: Actor;
  readonly imageId: string;
}

export type Command =
  | LaunchCommand
  | InstancesCommand
  | ChangeInstanceTypeCommand
  | AdvanceCommand
  | UpdateLicenseSpecificationsCommand
  | UpdateLicenseConfigurationCommand
  | DeleteLicenseConfigurationCommand
  | ForgetImageCommand;

/** A license that a permitted change took past its soft limit. */
export interface Overage {
  readonly licenseId: string;
  readonly name: string;
  readonly licenseCount: number;
  readonly consumed: number;
}

export interface StateChange {
  readonly instanceId: string;
  readonly previousState: InstanceState;
  readonly currentState: InstanceState;
}

/** What came of a command that was permitted; members are present where the command has them. */
export interface Permitted {
  readonly ok: true;
  /** Launch: of the reservation, which an earlier request with the same token may have made (`instances` is then empty). */
  readonly reservationId?: string;
  readonly instances?: readonly Instance[];
  /** Launch: of the license configurations that the instances are tied to. */
  readonly licenseArns?: readonly string[];
  readonly stateChanges?: readonly StateChange[];
  readonly overages?: readonly Overage[];
}

export type Outcome = Permitted | { readonly ok: false; readonly refusal: Refusal };

export const permitted = (result: Omit<Permitted, 'ok'> = {}): Permitted => ({ ok: true, ...result });
export const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });
