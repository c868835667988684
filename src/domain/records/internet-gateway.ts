export interface InternetGateway {
  /** The VPC that it is attached to. */
  readonly vpcId?: string | undefined;
}

export const internetGatewayRefs = ({ vpcId }: InternetGateway) => [vpcId];
