import type {
  AccountAttributeName,
  DescribeAccountAttributesRequest,
  DescribeAccountAttributesResult,
} from '@aws-sdk/client-ec2';
import { defaultVpc } from '../../../domain/networks/vpc.ts';
import type { Operation } from '../../../operation.ts';

/** EC2's attributes of a new account; the limits among them are not Headroom's. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  'supported-platforms': 'VPC',
  'vpc-max-security-groups-per-interface': '5',
  'max-elastic-ips': '5',
  'max-instances': '20',
  'vpc-max-elastic-ips': '5',
};
const NAMES = [...Object.keys(ATTRIBUTES), 'default-vpc'];

export const describeAccountAttributes: Operation<DescribeAccountAttributesRequest, DescribeAccountAttributesResult> = {
  constraints: { 'AttributeNames[]': { oneOf: NAMES } },

  async handle({ AttributeNames: names }, context) {
    const attributes = { ...ATTRIBUTES, 'default-vpc': defaultVpc(context).id };
    const wanted = names?.length ? names : NAMES;
    return {
      AccountAttributes: Object.entries(attributes)
        .filter(([name]) => wanted.includes(name as AccountAttributeName))
        .map(([AttributeName, AttributeValue]) => ({ AttributeName, AttributeValues: [{ AttributeValue }] })),
    };
  },
};
