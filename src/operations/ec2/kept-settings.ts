import type { InstanceSettings } from '../../domain/instances/instance.ts';

/** What is kept of a machine only to be echoed: `InstanceSettings` and what no other part of Headroom has a use for. */
export interface KeptSettings extends InstanceSettings {
  readonly capacityReservationPreference?: string;
  readonly resourceNameDnsARecord?: boolean;
  readonly resourceNameDnsAaaaRecord?: boolean;
  readonly rebootMigration?: string;
  readonly bandwidthWeighting?: string;
}
