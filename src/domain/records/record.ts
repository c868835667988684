import type { DeregisteredImage } from '../images/deregistered-image.ts';
import { type Address, addressRefs } from './address.ts';
import { type InternetGateway, internetGatewayRefs } from './internet-gateway.ts';
import { type NatGateway, natGatewayRefs } from './nat-gateway.ts';
import { type NetworkInterface, networkInterfaceRefs } from './network-interface.ts';
import { type PlacementGroup, placementGroupRefs } from './placement-group.ts';
import { type RouteTable, routeTableRefs } from './route-table.ts';
import { type StoredSnapshot, snapshotRefs } from './snapshot.ts';
import { type StoredVolume, volumeRefs } from './volume.ts';

/** What an account makes and reads back, by EC2's word for its resource type. */
export interface RecordDetails {
  readonly 'elastic-ip': Address;
  /** One that is deregistered. */
  readonly image: DeregisteredImage;
  readonly 'internet-gateway': InternetGateway;
  readonly natgateway: NatGateway;
  readonly 'network-interface': NetworkInterface;
  readonly 'placement-group': PlacementGroup;
  readonly 'route-table': RouteTable;
  readonly snapshot: StoredSnapshot;
  readonly volume: StoredVolume;
}

export type RecordKind = keyof RecordDetails;

export interface Ec2Record<Kind extends RecordKind = RecordKind> {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly kind: Kind;
  readonly details: RecordDetails[Kind];
  readonly createdAt: Date;
  /** Of what is deleted and still shown: until when. */
  readonly expiresAt?: Date | undefined;
}

const REFS: { readonly [Kind in RecordKind]: (details: RecordDetails[Kind]) => readonly (string | undefined)[] } = {
  'elastic-ip': addressRefs,
  image: () => [],
  'internet-gateway': internetGatewayRefs,
  natgateway: natGatewayRefs,
  'network-interface': networkInterfaceRefs,
  'placement-group': placementGroupRefs,
  'route-table': routeTableRefs,
  snapshot: snapshotRefs,
  volume: volumeRefs,
};

/**
 * What a record is found by beside its own id, each once: the resources that it belongs to or leads to, which cannot be
 * deleted while it does, and its addresses.
 */
export const refsOf = <Kind extends RecordKind>({ kind, details }: Pick<Ec2Record<Kind>, 'kind' | 'details'>) => [
  ...new Set(REFS[kind](details).filter((ref) => ref !== undefined)),
];
