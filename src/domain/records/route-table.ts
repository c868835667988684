/** Where routes can lead that Headroom knows: EC2's member of a route, and the prefix of what it names. */
export const ROUTE_TARGETS = {
  GatewayId: 'igw',
  NatGatewayId: 'nat',
  NetworkInterfaceId: 'eni',
  InstanceId: 'i',
} as const;

export interface Route {
  /** An IPv4 or an IPv6 block. */
  readonly destination: string;
  readonly target: { readonly [Member in keyof typeof ROUTE_TARGETS]?: string };
  /** Where it led is gone. */
  readonly blackhole?: boolean;
}

export interface RouteTable {
  readonly vpcId: string;
  /** Beside the local one. */
  readonly routes: readonly Route[];
  /** Without a subnet: the VPC's main table. */
  readonly associations: readonly { readonly id: string; readonly subnetId?: string }[];
}

export const routeTableRefs = ({ vpcId, routes, associations }: RouteTable) => [
  vpcId,
  ...associations.flatMap(({ id, subnetId }) => [id, subnetId]),
  ...routes.filter(({ blackhole }) => !blackhole).flatMap(({ target }) => Object.values(target)),
];

/** The table once what its routes led to is gone: they are still there, and lead nowhere. */
export const withBlackholes = (table: RouteTable, goneId: string): RouteTable => ({
  ...table,
  routes: table.routes.map((route) =>
    Object.values(route.target).includes(goneId) ? { ...route, blackhole: true } : route,
  ),
});
