import type {
  DescribeInstanceAttributeRequest,
  Instance as Ec2Instance,
  InstanceAttribute,
  InstanceAttributeName,
} from '@aws-sdk/client-ec2';
import type { Instance } from '../../../domain/instances/instance.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { checkInstanceIds } from './instance-ids.ts';
import { instanceShaper } from './instance-shape.ts';
import { readNamed } from './list-instances.ts';

type Reader = (shape: Ec2Instance, settings: Instance['settings']) => InstanceAttribute;

const READERS: Readonly<Record<InstanceAttributeName, Reader>> = {
  blockDeviceMapping: ({ BlockDeviceMappings }) => ({ BlockDeviceMappings }),
  disableApiStop: (_, settings) => ({ DisableApiStop: { Value: settings.disableApiStop ?? false } }),
  disableApiTermination: (_, settings) => ({
    DisableApiTermination: { Value: settings.disableApiTermination ?? false },
  }),
  ebsOptimized: ({ EbsOptimized }) => ({ EbsOptimized: { Value: EbsOptimized } }),
  enaSupport: ({ EnaSupport }) => ({ EnaSupport: { Value: EnaSupport } }),
  enclaveOptions: ({ EnclaveOptions }) => ({ EnclaveOptions }),
  groupSet: ({ SecurityGroups }) => ({ Groups: SecurityGroups }),
  instanceInitiatedShutdownBehavior: (_, settings) => ({
    InstanceInitiatedShutdownBehavior: { Value: settings.shutdownBehavior ?? 'stop' },
  }),
  instanceType: ({ InstanceType }) => ({ InstanceType: { Value: InstanceType } }),
  kernel: () => ({ KernelId: {} }),
  productCodes: ({ ProductCodes }) => ({ ProductCodes }),
  ramdisk: () => ({ RamdiskId: {} }),
  rootDeviceName: ({ RootDeviceName }) => ({ RootDeviceName: { Value: RootDeviceName } }),
  sourceDestCheck: ({ SourceDestCheck }) => ({ SourceDestCheck: { Value: SourceDestCheck } }),
  sriovNetSupport: () => ({ SriovNetSupport: {} }),
  userData: (_, settings) => ({ UserData: settings.userData ? { Value: settings.userData } : {} }),
};

/** One attribute of an instance. User data comes in Base64, as it was given. */
export const describeInstanceAttribute: Operation<DescribeInstanceAttributeRequest, InstanceAttribute> = {
  constraints: { Attribute: { oneOf: Object.keys(READERS) } },
  resources: ({ InstanceId: id }, scope) => (id ? [ec2Arn(INSTANCE, id, scope)] : []),

  async handle({ InstanceId: id, Attribute: attribute }, context) {
    const [instance] = await readNamed(checkInstanceIds(id ? [id] : []), context);
    const shape = instanceShaper(context)(instance!);
    return { InstanceId: id, ...READERS[attribute!](shape, instance!.settings) };
  },
};
