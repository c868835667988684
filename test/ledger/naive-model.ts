import type {
  Command,
  DeleteLicenseConfigurationCommand,
  InstancesCommand,
  LaunchCommand,
  UpdateLicenseConfigurationCommand,
  UpdateLicenseSpecificationsCommand,
} from '../../src/domain/commands.ts';

// The rules once more, as simply as can be: lists, and every sum added up from the start. It shares no code with
// src/domain, so that an error there is not made here too. It knows only what random commands name.

export interface ModelLicense {
  readonly id: string;
  readonly account: string;
  readonly counting: 'vCPU' | 'Instance' | 'Core' | 'Socket';
  readonly honor: boolean;
  readonly stoppedToo: boolean;
  readonly maximumVcpus?: number;
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
  readonly tenancy: string;
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
};

const DOWN_FROM_STOPPED = 'shutting-down (stopped)';

const refused: Expectation = { ok: false, changes: false, launched: 0 };
const done = (changes: boolean, launched = 0): Expectation => ({ ok: true, changes, launched });

/** What a machine takes of a license. */
export function amountOf(license: ModelLicense, machine: Pick<ModelMachine, 'type' | 'cores' | 'threads'>): number {
  if (license.counting === 'Instance') return 1;
  if (license.counting !== 'vCPU') return 0;
  return license.honor ? machine.cores * machine.threads : SIZES[machine.type]![0];
}

export const holdsIn = (license: ModelLicense, state: string): boolean =>
  state !== 'terminated' && (!state.includes('stopped') || license.stoppedToo);

/** What each machine holds of each license, by `licenseId resourceId`. */
export function holdersOf({ ties, machines }: Pick<Model, 'ties' | 'machines'>): Map<string, number> {
  const holders = new Map<string, number>();
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

const leftOf = (model: Model, license: ModelLicense): number =>
  license.hard ? license.count! - consumedOf(model, license) : Number.POSITIVE_INFINITY;

const breaksRule = (license: ModelLicense, machine: Omit<ModelMachine, 'id' | 'account' | 'state'>): boolean => {
  if (license.counting === 'Core' || license.counting === 'Socket') return machine.tenancy !== 'host';
  const vcpus = license.honor ? machine.cores * machine.threads : SIZES[machine.type]![0];
  return license.maximumVcpus !== undefined && vcpus > license.maximumVcpus;
};

function visible(model: Model, account: string, arn: string): ModelLicense | undefined {
  const license = model.licenses.find(({ id }) => arn.endsWith(id));
  const sees = license && (license.account === account || license.sharedWith.includes(account));
  return sees && license.status !== 'DELETED' ? license : undefined;
}

/** Does a command to the model; `launchedIds` are the ids that the launched machines got. */
export function runNaively(model: Model, command: Command, launchedIds: readonly string[]): Expectation {
  const before = structuredClone({ machines: model.machines, tokens: model.tokens });
  const ties = [...model.ties];
  const expectation = dispatch(model, command, launchedIds);
  if ('dryRun' in command && command.dryRun) {
    Object.assign(model, { ...before, ties });
    return { ...expectation, changes: false };
  }
  for (const license of model.licenses) {
    const consumed = consumedOf(model, license);
    if (license.hard) license.ceiling = Math.max(license.count!, Math.min(license.ceiling, consumed));
  }
  return expectation;
}

function dispatch(model: Model, command: Command, launchedIds: readonly string[]): Expectation {
  switch (command.kind) {
    case 'launch':
      return launch(model, command, launchedIds);
    case 'start':
      return start(model, command);
    case 'stop':
      return move(model, command, ['shutting-down', DOWN_FROM_STOPPED, 'terminated'], (state) =>
        ['pending', 'running'].includes(state) ? 'stopping' : state,
      );
    case 'terminate':
      return move(model, command, [], shutDown);
    case 'advance':
      return advance(model, command.instanceIds);
    case 'change-instance-type':
      return resize(model, command);
    case 'update-license-specifications':
      return updateTies(model, command);
    case 'update-license-configuration':
      return changeLicense(model, command);
    case 'delete-license-configuration':
      return deleteLicense(model, command);
    default:
      throw new Error(`The model does not know ${command.kind}`);
  }
}

function launch(model: Model, { actor, request, token }: LaunchCommand, launchedIds: readonly string[]): Expectation {
  const used = model.tokens.find((t) => t.account === actor.accountId && t.token === token?.value);
  if (used) return used.hash === token?.inputHash ? done(false) : refused;
  const image = model.images.find(({ id }) => id === request.imageId);
  if (!image || (!image.isPublic && image.owner !== actor.accountId)) return refused;
  const named = request.licenseConfigurationArns.map((arn) => visible(model, actor.accountId, arn));
  const fromImage = model.ties.filter(({ license, resourceId, scope }) => {
    const tracks =
      [license.account, image.owner].includes(actor.accountId) ||
      (scope === 'cross-account' && license.account === image.owner);
    return resourceId === image.id && tracks && license.status === 'AVAILABLE';
  });
  const [vcpus, typeCores, typeThreads] = SIZES[request.instanceType]!;
  const { coreCount: cores = typeCores, threadsPerCore: threads = typeThreads } = request.cpuOptions ?? {};
  const machine = { type: request.instanceType, cores, threads, tenancy: request.tenancy, vcpus };
  const licenses = [...new Set([...named, ...fromImage.map((tie) => tie.license)])];
  if (licenses.some((license) => license?.status !== 'AVAILABLE' || breaksRule(license, machine))) return refused;
  if (request.tenancy === 'host') return refused;
  let count = 0;
  while (
    count < request.maxCount &&
    licenses.every(
      (license) =>
        (count + 1) * amountOf(license!, machine) <= leftOf(model, license!) || amountOf(license!, machine) === 0,
    )
  )
    count++;
  if (count < request.minCount) return refused;
  for (const id of launchedIds) {
    model.machines.push({ ...machine, id, account: actor.accountId, state: 'pending' });
    for (const license of licenses) model.ties.push({ license: license!, resourceId: id, scope: undefined });
  }
  if (token) model.tokens.push({ account: actor.accountId, token: token.value, hash: token.inputHash });
  return done(true, count);
}

function own(model: Model, account: string, ids: readonly string[]): ModelMachine[] | undefined {
  const machines = [...new Set(ids)].map((id) =>
    model.machines.find((machine) => machine.id === id && machine.account === account),
  );
  return machines.every((machine) => machine !== undefined) ? machines : undefined;
}

function start(model: Model, { actor, instanceIds }: InstancesCommand): Expectation {
  const machines = own(model, actor.accountId, instanceIds);
  if (!machines || machines.some(({ state }) => !['running', 'pending', 'stopped'].includes(state))) return refused;
  const stopped = machines.filter(({ state }) => state === 'stopped');
  const tied = stopped.flatMap((machine) =>
    model.ties.filter((tie) => tie.resourceId === machine.id).map(({ license }) => ({ machine, license })),
  );
  if (tied.some(({ machine, license }) => license.status !== 'AVAILABLE' || breaksRule(license, machine)))
    return refused;
  for (const license of model.licenses) {
    const needed = tied
      .filter((tie) => tie.license === license && !license.stoppedToo)
      .reduce((sum, { machine }) => sum + amountOf(license, machine), 0);
    if (needed > 0 && needed > leftOf(model, license)) return refused;
  }
  for (const machine of stopped) machine.state = 'pending';
  return done(stopped.length > 0);
}

function move(
  model: Model,
  { actor, instanceIds }: InstancesCommand,
  never: string[],
  to: (state: string) => string,
): Expectation {
  const machines = own(model, actor.accountId, instanceIds);
  if (!machines || machines.some(({ state }) => never.includes(state))) return refused;
  const moved = machines.filter((machine) => machine.state !== to(machine.state));
  for (const machine of moved) machine.state = to(machine.state);
  return done(moved.length > 0);
}

function shutDown(state: string): string {
  if (state === 'stopped') return DOWN_FROM_STOPPED;
  return state === 'terminated' || state === DOWN_FROM_STOPPED ? state : 'shutting-down';
}

/** Every passing state that is named is taken to be over. */
function advance(model: Model, ids: readonly string[]): Expectation {
  const next: Record<string, string> = {
    pending: 'running',
    stopping: 'stopped',
    'shutting-down': 'terminated',
    [DOWN_FROM_STOPPED]: 'terminated',
  };
  for (const machine of model.machines.filter(({ id }) => ids.includes(id))) {
    machine.state = next[machine.state] ?? machine.state;
    if (machine.state === 'terminated') model.ties = model.ties.filter((tie) => tie.resourceId !== machine.id);
  }
  return done(false);
}

function resize(
  model: Model,
  { actor, instanceId, instanceType }: Extract<Command, { kind: 'change-instance-type' }>,
): Expectation {
  const [machine] = own(model, actor.accountId, [instanceId]) ?? [];
  if (machine?.state !== 'stopped') return refused;
  const [, cores, threads] = SIZES[instanceType]!;
  const resized = { ...machine, type: instanceType, cores, threads };
  const held = model.ties
    .filter(({ license, resourceId }) => resourceId === machine.id && license.stoppedToo)
    .map(({ license }) => license);
  for (const license of held) {
    if (license.status !== 'AVAILABLE' || breaksRule(license, resized)) return refused;
    const more = amountOf(license, resized) - amountOf(license, machine);
    if (more > 0 && more > leftOf(model, license)) return refused;
  }
  Object.assign(machine, resized);
  return done(true);
}

function updateTies(
  model: Model,
  { actor, resourceArn, add, remove }: UpdateLicenseSpecificationsCommand,
): Expectation {
  const id = resourceArn.replace(/^.*\//, '');
  const image = model.images.find((candidate) => candidate.id === id);
  const [machine] = own(model, actor.accountId, [id]) ?? [];
  const isOwn = image?.owner === actor.accountId || machine !== undefined;
  if ((!machine && !image) || machine?.state === 'terminated' || (image && !image.isPublic && !isOwn)) return refused;
  const wanted = new Map<ModelLicense, ModelTie>();
  for (const item of add) {
    const license = visible(model, actor.accountId, item.licenseConfigurationArn);
    const scope = image ? item.amiAssociationScope : undefined;
    if (license?.status !== 'AVAILABLE' || (!isOwn && (scope || license.account !== actor.accountId))) return refused;
    wanted.set(license, { license, resourceId: id, scope });
  }
  const there = (tie: ModelTie) =>
    tie.resourceId === id && wanted.get(tie.license)?.scope === tie.scope && wanted.has(tie.license);
  const added = [...wanted.values()].filter(
    (tie) => !model.ties.some((old) => there(old) && old.license === tie.license),
  );
  const removing = remove.map((item) => visible(model, actor.accountId, item.licenseConfigurationArn));
  const goes = (tie: ModelTie) =>
    tie.resourceId === id &&
    !there(tie) &&
    (added.some(({ license }) => license === tie.license) ||
      (removing.includes(tie.license) && (isOwn || tie.license.account === actor.accountId)));
  if (machine && added.length > 0 && machine.state.startsWith('shutting-down')) return refused;
  for (const { license } of machine ? added : []) {
    if (breaksRule(license, machine!)) return refused;
    const needed = holdsIn(license, machine!.state) ? amountOf(license, machine!) : 0;
    if (needed > 0 && needed > leftOf(model, license)) return refused;
  }
  const kept = model.ties.filter((tie) => !goes(tie));
  const changes = added.length > 0 || kept.length < model.ties.length;
  model.ties = [...kept, ...added];
  return done(changes);
}

function changeLicense(model: Model, { actor, licenseId, change }: UpdateLicenseConfigurationCommand): Expectation {
  const license = model.licenses.find(
    ({ id, account, status }) => id === licenseId && account === actor.accountId && status !== 'DELETED',
  );
  if (!license) return refused;
  const [count, hard] = [change.licenseCount ?? license.count, change.hardLimit ?? license.hard];
  if (hard && count === undefined) return refused;
  Object.assign(license, { count, hard, status: change.status ?? license.status });
  license.ceiling = hard ? Math.max(count!, consumedOf(model, license)) : Number.POSITIVE_INFINITY;
  return done(true);
}

function deleteLicense(model: Model, { actor, licenseId }: DeleteLicenseConfigurationCommand): Expectation {
  const license = model.licenses.find(
    ({ id, account, status }) => id === licenseId && account === actor.accountId && status !== 'DELETED',
  );
  if (!license || tiesOf(model, license) > 0) return refused;
  license.status = 'DELETED';
  return done(true);
}
