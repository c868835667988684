import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { ec2 } from '../../aws/ec2.ts';

const TYPE = 'm5.2xlarge';
/** Of a machine of that type. */
export const VCPUS = 8;

export const launch = (region: string, ImageId: string, count: number) =>
  ec2(region).send(new RunInstancesCommand({ ImageId, InstanceType: TYPE, MinCount: count, MaxCount: count }));
