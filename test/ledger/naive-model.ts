// The rules once more, as simply as can be: lists, and every sum added up from the start. It shares no code with
// src/domain, so that an error there is not made here too. It knows only what random commands name.

export interface ModelLicense {
  readonly id: string;
  readonly account: string;
  readonly counting: 'vCPU' | 'Instance' | 'Core' | 'Socket';
  readonly honor: boolean;
  readonly stoppedToo: boolean;
  readonly maximumVcpus?: number;
  readonly affinity: boolean;
  readonly sharedWith: readonly string[];
  count: number | undefined;
  hard: boolean;
  status: 'AVAILABLE' | 'DISABLED' | 'DELETED';
  /** What may be consumed under a hard limit: the count, or what was consumed when it was lowered or switched on. */
  ceiling: number;
}

export interface ModelMachine {
  readonly id: string;
  readonly account: string;
  tenancy: string;
  zone: string;
  host?: string | undefined;
  group?: string | undefined;
  affinity: boolean;
  type: string;
  cores: number;
  threads: number;
  /** `shutting-down (stopped)` is a machine that was stopped, and held what stopped machines hold. */
  state: string;
}

export interface ModelTie {
  readonly license: ModelLicense;
  readonly resourceId: string;
  readonly scope: string | undefined;
}

export interface Model {
  readonly licenses: ModelLicense[];
  /** Images: id and owner. */
  readonly images: { readonly id: string; readonly owner: string; readonly isPublic: boolean }[];
  machines: ModelMachine[];
  ties: ModelTie[];
  tokens: { account: string; token: string; hash: string }[];
  hosts: ModelHost[];
  readonly groups: readonly ModelGroup[];
  /** The licenses that hosts pay for, and those that an affinity keeps them paying for, by `licenseId hostId`. */
  paid: Set<string>;
  holds: Set<string>;
}

/** What must come of a command. */
export interface Expectation {
  readonly ok: boolean;
  /** Whether it changes anything, and so leaves an audit event (the clock's `advance` leaves none). */
  readonly changes: boolean;
  readonly launched: number;
}

type Size = readonly [vcpus: number, cores: number, threads: number];
export const SIZES: Readonly<Record<string, Size>> = {
  't3.micro': [2, 1, 2],
  'm5.large': [2, 1, 2],
  'm5.xlarge': [4, 2, 2],
  'm5.2xlarge': [8, 4, 2],
  'm5.8xlarge': [32, 16, 2],
  'm5.12xlarge': [48, 24, 2],
  'm4.10xlarge': [40, 20, 2],
};

export const DOWN_FROM_STOPPED = 'shutting-down (stopped)';

export const refused: Expectation = { ok: false, changes: false, launched: 0 };
export const done = (changes: boolean, launched = 0): Expectation => ({ ok: true, changes, launched });

/** What a machine takes of a license. */
export function amountOf(license: ModelLicense, machine: Pick<ModelMachine, 'type' | 'cores' | 'threads'>): number {
  if (license.counting === 'Instance') return 1;
  if (license.counting !== 'vCPU') return 0;
  return license.honor ? machine.cores * machine.threads : SIZES[machine.type]![0];
}

export const holdsIn = (license: ModelLicense, state: string): boolean =>
  state !== 'terminated' && (!state.includes('stopped') || license.stoppedToo);

/** What each machine holds of each license, by `licenseId resourceId`. */
export function holdersOf({ ties, machines, licenses, hosts, paid }: Model): Map<string, number> {
  const holders = new Map<string, number>();
  for (const license of licenses)
    for (const host of hosts)
      if (paid.has(`${license.id} ${host.id}`)) holders.set(`${license.id} ${host.id}`, amountOn(license, host));
  for (const { license, resourceId } of ties) {
    const machine = machines.find(({ id }) => id === resourceId);
    const amount = machine && holdsIn(license, machine.state) ? amountOf(license, machine) : 0;
    if (amount > 0) holders.set(`${license.id} ${resourceId}`, amount);
  }
  return holders;
}

export function consumedOf(model: Model, license: ModelLicense): number {
  return [...holdersOf(model)].reduce(
    (sum, [key, amount]) => (key.startsWith(`${license.id} `) ? sum + amount : sum),
    0,
  );
}

export const tiesOf = (model: Model, license: ModelLicense): number =>
  model.ties.filter((tie) => tie.license === license).length;

export const leftOf = (model: Model, license: ModelLicense): number =>
  license.hard ? license.count! - consumedOf(model, license) : Number.POSITIVE_INFINITY;

export const breaksRule = (
  license: ModelLicense,
  machine: Pick<ModelMachine, 'tenancy' | 'type' | 'cores' | 'threads'>,
): boolean => {
  if (license.counting === 'Core' || license.counting === 'Socket') return machine.tenancy !== 'host';
  const vcpus = license.honor ? machine.cores * machine.threads : SIZES[machine.type]![0];
  return license.maximumVcpus !== undefined && vcpus > license.maximumVcpus;
};

export function visible(model: Model, account: string, arn: string): ModelLicense | undefined {
  const license = model.licenses.find(({ id }) => arn.endsWith(id));
  const sees = license && (license.account === account || license.sharedWith.includes(account));
  return sees && license.status !== 'DELETED' ? license : undefined;
}

export function own(model: Model, account: string, ids: readonly string[]): ModelMachine[] | undefined {
  const machines = [...new Set(ids)].map((id) =>
    model.machines.find((machine) => machine.id === id && machine.account === account),
  );
  return machines.every((machine) => machine !== undefined) ? machines : undefined;
}

export interface ModelHost {
  readonly id: string;
  readonly account: string;
  readonly zone: string;
  readonly family: 'm5' | 'm4' | 't3';
  type: string | undefined;
  auto: boolean;
  recovery: boolean;
  state: 'available' | 'permanent-failure' | 'released' | 'released-permanent-failure';
  group: string | undefined;
}

export interface ModelGroup {
  readonly arn: string;
  readonly account: string;
  readonly sharedWith: readonly string[];
  readonly allocates: boolean;
  readonly releases: boolean;
  /** Ids of the licenses that it allows; undefined: all. */
  readonly allowed: readonly string[] | undefined;
}

/** What came of a command, as far as the model takes it for given. */
export interface Observed {
  readonly ok: boolean;
  readonly launched: readonly { readonly id: string; readonly hostId: string | undefined }[];
  /** The host of each machine after the command. */
  readonly hostOf: ReadonlyMap<string, string | undefined>;
  readonly hosts: readonly Pick<ModelHost, 'id' | 'account' | 'zone' | 'family' | 'type'>[];
}

export const ZONES = ['us-east-1a', 'us-east-1b'];

/** AWS's published hosts: what of each size fits alone, and whether sizes may share it. */
export const KINDS = {
  m5: {
    sockets: 2,
    cores: 48,
    vcpus: 96,
    mixed: true,
    slots: { 'm5.large': 48, 'm5.xlarge': 24, 'm5.2xlarge': 12, 'm5.8xlarge': 2, 'm5.12xlarge': 2 },
  },
  t3: { sockets: 2, cores: 48, vcpus: 96, mixed: true, slots: { 't3.micro': 192 } },
  m4: { sockets: 2, cores: 24, vcpus: 48, mixed: false, slots: { 'm4.10xlarge': 1 } },
} as const;

export const countsHosts = ({ counting }: ModelLicense): boolean => counting === 'Core' || counting === 'Socket';

export const amountOn = (license: ModelLicense, { family }: Pick<ModelHost, 'family'>): number =>
  license.counting === 'Core' ? KINDS[family].cores : KINDS[family].sockets;
