import type { InstanceTypeDetails } from './instance-type-details.ts';

/** What a type has of one accelerator, in the words of InstanceRequirements: `gpu`, `nvidia`, `t4`. */
interface Accelerators {
  readonly type: 'fpga' | 'gpu' | 'inference' | 'media';
  readonly manufacturer: string;
  readonly name: string;
  readonly count: number;
  readonly memoryMiB: number;
}

/** The accelerators of a type, AWS's Neuron devices among them, each once; none where nobody tells. */
export function acceleratorsOf(details: InstanceTypeDetails | undefined): readonly Accelerators[] {
  if (!details) return [];
  const { FpgaInfo, GpuInfo, InferenceAcceleratorInfo: inference, MediaAcceleratorInfo: media, NeuronInfo } = details;
  const kinds = [
    ['gpu', GpuInfo?.Gpus],
    ['fpga', FpgaInfo?.Fpgas],
    ['inference', NeuronInfo?.NeuronDevices ?? inference?.Accelerators],
    ['media', media?.Accelerators],
  ] as const;
  return kinds.flatMap(([type, accelerators = []]) =>
    accelerators.map(({ Name, Manufacturer = 'AWS', Count: count, MemoryInfo }) => ({
      type,
      manufacturer: Manufacturer === 'AWS' ? 'amazon-web-services' : Manufacturer.toLowerCase(),
      name: Name.toLowerCase().replaceAll(' ', '-'),
      count,
      memoryMiB: count * (MemoryInfo?.SizeInMiB ?? 0),
    })),
  );
}
