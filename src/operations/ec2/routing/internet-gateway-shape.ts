import type { InternetGateway, Tag } from '@aws-sdk/client-ec2';
import { defaultVpc, fittingsOf } from '../../../domain/networks/vpc.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';

export const describeInternetGateway = (
  { id, accountId, details }: Ec2Record<'internet-gateway'>,
  Tags: Tag[] = [],
): InternetGateway => ({
  // EC2 says so, beside its own list of states
  Attachments: details.vpcId ? [{ State: 'available' as 'attached', VpcId: details.vpcId }] : [],
  InternetGatewayId: id,
  OwnerId: accountId,
  Tags,
});

/** The gateway that the default VPC has, which follows from account and Region and stays as it is. */
export function defaultInternetGateway(scope: { accountId: string; region: string }): Ec2Record<'internet-gateway'> {
  const vpc = defaultVpc(scope);
  const { accountId, region, id: vpcId } = vpc;
  const id = fittingsOf(vpc).internetGatewayId!;
  return { accountId, region, id, kind: 'internet-gateway', details: { vpcId }, createdAt: new Date(0) };
}
