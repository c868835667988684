// What EC2 answers of a type, beside what instance-types.json has. Many types are alike in part: each part is kept once,
// as JSON, and a type names the parts that together are its members. scripts/instance-facts.ts writes the file.
import details from './instance-type-details.json' with { type: 'json' };

interface Memory {
  readonly MemoryInfo?: { readonly SizeInMiB?: number };
}
interface Accelerator extends Memory {
  readonly Name: string;
  readonly Count: number;
  /** Of all but AWS's own Neuron devices. */
  readonly Manufacturer?: string;
}

/** Members of EC2's InstanceTypeInfo; those that are read here, of which each is absent where the type has no such thing. */
export interface InstanceTypeDetails {
  readonly InstanceStorageInfo?: {
    readonly TotalSizeInGB: number;
    readonly Disks: readonly { readonly Type: 'hdd' | 'ssd' }[];
  };
  readonly EbsInfo: { readonly EbsOptimizedInfo?: { readonly BaselineBandwidthInMbps: number } };
  readonly NetworkInfo: {
    readonly MaximumNetworkInterfaces: number;
    readonly EncryptionInTransitSupported: boolean;
    readonly NetworkCards: readonly { readonly PeakBandwidthInGbps: number }[];
  };
  readonly GpuInfo?: { readonly Gpus: readonly Accelerator[] };
  readonly FpgaInfo?: { readonly Fpgas: readonly Accelerator[] };
  readonly InferenceAcceleratorInfo?: { readonly Accelerators: readonly Accelerator[] };
  readonly MediaAcceleratorInfo?: { readonly Accelerators: readonly Accelerator[] };
  readonly NeuronInfo?: { readonly NeuronDevices: readonly Accelerator[] };
}

type Members = Record<string, unknown>;

const rows = new Map(details.types.map((row) => [row.slice(0, row.indexOf(' ')), row]));
const parsed = new Map<string, InstanceTypeDetails>();

/** The details of the type of that name; undefined for those that are younger than the file's source. */
export function instanceTypeDetails(name: string): InstanceTypeDetails | undefined {
  const row = rows.get(name);
  if (row === undefined) return undefined;
  const found = parsed.get(name) ?? (putTogether(row) as unknown as InstanceTypeDetails);
  parsed.set(name, found);
  return found;
}

function putTogether(row: string): Members {
  const whole: Members = {};
  for (const place of row.split(' ').slice(1))
    for (const [member, value] of Object.entries(JSON.parse(details.fragments[Number(place)]!) as Members))
      whole[member] = member in whole ? { ...(whole[member] as Members), ...(value as Members) } : value;
  return whole;
}
