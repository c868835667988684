import type { Call } from './audit/call.ts';
import type { Access } from './authorization.ts';
import type { LicenseDetail } from './facts.ts';
import type { HostPlan } from './hosts/host-allocation.ts';
import type { AttachedTags } from './instances/attached.ts';
import type { Instance, InstanceSettings, InstanceState, LaunchDevice } from './instances/instance.ts';
import type { LicenseStatus, Tenancy } from './licenses/license.ts';
import type { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';

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
  /** Where it is a call of the API, what the trail tells of it. */
  readonly call?: Call | undefined;
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
  /** `host`: the machines come back to the host that they start on. */
  readonly affinity?: 'host';
  readonly availabilityZone?: string;
  readonly subnetId?: string;
  /** Of the primary network interface of the one machine that is asked for. */
  readonly privateIp?: string | undefined;
  readonly secondaryIps?: readonly string[] | undefined;
  /** Of the primary network interface of each machine. */
  readonly secondaryCount?: number | undefined;
  /** The primary network interface of the one machine that is asked for, where it is there already. */
  readonly networkInterfaceId?: string;
  /** The network interfaces beside the primary one. */
  readonly interfaces?: readonly LaunchInterface[];
  /** From the request or its launch template; those of the image are added by the decision. */
  readonly licenseConfigurationArns: readonly string[];
  /** Of the machine; what the image says is added by the decision. */
  readonly settings: Omit<
    InstanceSettings,
    | 'architecture'
    | 'platform'
    | 'platformDetails'
    | 'usageOperation'
    | 'usageOperationUpdatedAt'
    | 'rootDeviceName'
    | 'productCodes'
    | 'publicSource'
    | 'blockDevices'
  > & { readonly blockDevices?: readonly LaunchDevice[] };
  readonly tags: Readonly<Record<string, string>>;
  /** Of what comes with each machine, where there are any. */
  readonly attachedTags?: AttachedTags;
  /** Of the Spot requests that a Spot launch makes. */
  readonly spotRequestTags?: Readonly<Record<string, string>>;
}

/** A network interface beside the primary one as a launch asks for it. */
export interface LaunchInterface {
  readonly deviceIndex: number;
  /** One that is there already, with a subnet, groups and an address of its own. Absent: it is made with the machine. */
  readonly networkInterfaceId?: string | undefined;
  /** Absent: that of the machine. */
  readonly subnetId?: string | undefined;
  /** Absent: the one that comes with the VPC. */
  readonly groupIds?: readonly string[] | undefined;
  /** Of the one machine that is asked for. */
  readonly privateIp?: string | undefined;
  readonly secondaryIps?: readonly string[] | undefined;
  readonly secondaryCount?: number | undefined;
  readonly description?: string | undefined;
  readonly deleteOnTermination?: boolean | undefined;
}

export interface LaunchCommand {
  readonly kind: 'launch';
  readonly actor: Actor;
  readonly dryRun: boolean;
  /**
   * The authorization step of the request, asked again for licenses that are known under lock only. Absent where it is the
   * service that acts, with rights of its own: a fleet that is filled.
   */
  readonly access?: Access | undefined;
  readonly token?: { readonly value: string; readonly inputHash: string };
  readonly request: LaunchRequest;
}

/** Start, stop and terminate: all instances or none. */
export interface InstancesCommand {
  readonly kind: 'start' | 'stop' | 'terminate';
  readonly actor: Actor;
  readonly dryRun: boolean;
  readonly instanceIds: readonly string[];
  /** As in a launch. */
  readonly access?: Access | undefined;
  /** Why, where it is not the user who asks: what protects a machine from its users' calls does not hold then. */
  readonly reason?: string;
}

export interface ChangeInstanceTypeCommand {
  readonly kind: 'change-instance-type';
  readonly actor: Actor;
  readonly instanceId: string;
  readonly instanceType: string;
}

/** Allocates hosts that are all alike; `plan` lacks what the decision adds. */
export interface AllocateHostsCommand {
  readonly kind: 'allocate-hosts';
  readonly actor: Actor;
  readonly token?: { readonly value: string; readonly inputHash: string };
  readonly quantity: number;
  readonly plan: Omit<HostPlan, 'scope' | 'at' | 'seed' | 'index' | 'groupArn'>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Changes hosts, each for itself; undefined members stay as they are. */
export interface ModifyHostsCommand {
  readonly kind: 'modify-hosts';
  readonly actor: Actor;
  readonly hostIds: readonly string[];
  readonly change: {
    readonly autoPlacement?: boolean;
    readonly hostRecovery?: boolean;
    readonly hostMaintenance?: boolean;
    /** From one type to another, or to the whole family, or back. */
    readonly takes?: { readonly family: string; readonly instanceType?: string };
  };
}

export interface ReleaseHostsCommand {
  readonly kind: 'release-hosts';
  readonly actor: Actor;
  readonly hostIds: readonly string[];
}

/** Puts hosts into a host resource group, or takes them out of it, each for itself. */
export interface GroupHostsCommand {
  readonly kind: 'group-hosts' | 'ungroup-hosts';
  readonly actor: Actor;
  readonly groupArn: string;
  readonly hostIds: readonly string[];
}

/** A host breaks down: its machines go to a new one where recovery is on and licenses suffice, and stop where not. */
export interface FailHostCommand {
  readonly kind: 'fail-host';
  readonly actor: Actor;
  readonly hostId: string;
}

/** Gives back what hosts kept for a time that is over. */
export interface SettleHostsCommand {
  readonly kind: 'settle-hosts';
  readonly hostIds: readonly string[];
}

/** Moves a stopped machine to another tenancy, host or group, or changes its affinity; undefined members stay. */
export interface ChangePlacementCommand {
  readonly kind: 'change-placement';
  readonly actor: Actor;
  readonly instanceId: string;
  readonly change: {
    readonly tenancy?: Tenancy;
    readonly affinity?: 'default' | 'host';
    /** Empty: no host. */
    readonly hostId?: string;
    /** Empty: no group. */
    readonly hostResourceGroupArn?: string;
    /** Empty: no placement group. */
    readonly placementGroup?: string;
    readonly placementGroupId?: string;
    readonly partitionNumber?: number;
  };
}

export interface ChangeCpuOptionsCommand {
  readonly kind: 'change-cpu-options';
  readonly actor: Actor;
  readonly instanceId: string;
  /** What is to change; cores and threads come together. */
  readonly coreCount?: number | undefined;
  readonly threadsPerCore?: number | undefined;
  readonly nestedVirtualization?: string | undefined;
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

/** What automated discovery found on a resource; by the actor of discovery, in the account of the resource. */
export interface ObserveCommand {
  readonly kind: 'observe';
  readonly actor: Actor;
  readonly resource: Resource;
  /** Ids of the licenses whose product information fits what is installed. */
  readonly matches: readonly string[];
  /** Ids of licenses whose product information changed: what it does not fit any more is untied. */
  readonly changed: readonly string[];
}

export interface DeregisterServerCommand {
  readonly kind: 'deregister-server';
  readonly actor: Actor;
  readonly instanceId: string;
}

export type Command =
  | LaunchCommand
  | InstancesCommand
  | ChangeInstanceTypeCommand
  | AdvanceCommand
  | UpdateLicenseSpecificationsCommand
  | UpdateLicenseConfigurationCommand
  | DeleteLicenseConfigurationCommand
  | ForgetImageCommand
  | ObserveCommand
  | DeregisterServerCommand
  | AllocateHostsCommand
  | ModifyHostsCommand
  | ReleaseHostsCommand
  | GroupHostsCommand
  | FailHostCommand
  | SettleHostsCommand
  | ChangePlacementCommand
  | ChangeCpuOptionsCommand;

/** A license that a permitted change took past its soft limit. */
export interface Overage {
  readonly licenseId: string;
  readonly licenseArn: string;
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
  /** Of hosts that were allocated, now or by an earlier request with the same token. */
  readonly hostIds?: readonly string[];
  readonly hostResults?: readonly HostResult[];
  /** The host that a failed one was recovered to. */
  readonly recoveredTo?: string;
}

/** What came of one host of a command that is decided host by host. */
export type HostResult =
  | { readonly hostId: string; readonly ok: true }
  | { readonly hostId: string; readonly ok: false; readonly refusal: Refusal };

export type Outcome = Permitted | { readonly ok: false; readonly refusal: Refusal };

export const permitted = (result: Omit<Permitted, 'ok'> = {}): Permitted => ({ ok: true, ...result });
export const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });
