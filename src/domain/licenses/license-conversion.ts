import { platformDetails } from '../catalogue/usage-operations.ts';
import type { Instance } from '../instances/instance.ts';
import { findTenancyProblem } from '../instances/tenancy.ts';

/** What a machine is billed as: LicenseConversionContext. `productCodes` are ids of AWS Marketplace products. */
export interface LicenseContext {
  readonly usageOperation: string;
  readonly productCodes: readonly string[];
}

export interface LicenseConversion {
  readonly source: LicenseContext;
  readonly destination: LicenseContext;
}

export type ConversionStatus = 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';

const WINDOWS_BYOL = 'RunInstances:0800';
const WINDOWS = 'RunInstances:0002';
const WINDOWS_SQL: readonly string[] = ['RunInstances:0202', 'RunInstances:0006', 'RunInstances:0102'];
const WINDOWS_FAMILY: readonly string[] = [WINDOWS_BYOL, WINDOWS, ...WINDOWS_SQL];
const LINUX = 'RunInstances';
const RHEL = 'RunInstances:0010';
const RHEL_BYOS = 'RunInstances:00g0';
const UBUNTU_PRO = 'RunInstances:0g00';

/** The products of AWS Marketplace that conversions know; RHEL for SAP as AWS sells it is one of the many others. */
type Product = 'none' | 'RHEL by Red Hat' | 'RHEL for SAP by Red Hat' | 'other';

const PRODUCTS: Readonly<Record<string, Product>> = {
  '6cd5fxzrad0cu2j23p692xytz': 'RHEL by Red Hat',
  '6t1yup6mik9ng3ge36n33xqhw': 'RHEL by Red Hat',
  du6111oq9lwrc996awt04qyql: 'RHEL for SAP by Red Hat',
  '952qwcsxkm430zxhpy32i7w8g': 'RHEL for SAP by Red Hat',
};

type Path = readonly [from: string, fromProduct: Product, to: string, toProduct: Product];

/** User guide, "Convert a license type for Linux". There is no way back from Ubuntu Pro, nor from RHEL for SAP by Red Hat. */
const LINUX_PATHS: readonly Path[] = [
  [LINUX, 'none', UBUNTU_PRO, 'none'],
  [LINUX, 'RHEL by Red Hat', RHEL, 'none'],
  [RHEL, 'none', RHEL_BYOS, 'none'],
  [RHEL, 'none', RHEL_BYOS, 'RHEL by Red Hat'],
  [RHEL, 'other', RHEL_BYOS, 'none'],
  [RHEL, 'other', RHEL_BYOS, 'RHEL for SAP by Red Hat'],
  [RHEL_BYOS, 'none', RHEL, 'none'],
  [RHEL_BYOS, 'RHEL by Red Hat', RHEL, 'none'],
];

/** What is wrong with a conversion whatever the machine, or undefined. */
export function findPathProblem({ source, destination }: LicenseConversion): string | undefined {
  const unknown = [source, destination].find(({ usageOperation }) => platformDetails(usageOperation) === undefined);
  if (unknown) return `The usage operation "${unknown.usageOperation}" is unknown.`;
  if (isSame(source, destination))
    return `Source and destination are the same, ${describe(source)}; nothing is to be converted.`;
  if (isWindowsPath(source, destination) || LINUX_PATHS.some((path) => isPath(path, source, destination)))
    return undefined;
  return `A conversion from ${describe(source)} to ${describe(destination)} is not supported; see the eligible license types in the documentation of license type conversion.`;
}

/** Any pair of the family but from one edition of SQL Server to another (user guide, "Conversion paths"). */
function isWindowsPath(source: LicenseContext, destination: LicenseContext): boolean {
  const [from, to] = [source.usageOperation, destination.usageOperation];
  const withoutProducts = source.productCodes.length + destination.productCodes.length === 0;
  const betweenEditions = WINDOWS_SQL.includes(from) && WINDOWS_SQL.includes(to);
  return withoutProducts && WINDOWS_FAMILY.includes(from) && WINDOWS_FAMILY.includes(to) && !betweenEditions;
}

const isPath = (
  [from, fromProduct, to, toProduct]: Path,
  source: LicenseContext,
  destination: LicenseContext,
): boolean =>
  from === source.usageOperation &&
  to === destination.usageOperation &&
  fromProduct === productOf(source) &&
  toProduct === productOf(destination);

function productOf({ productCodes: [code, ...more] }: LicenseContext): Product {
  if (code === undefined) return 'none';
  return more.length === 0 && Object.hasOwn(PRODUCTS, code) ? PRODUCTS[code]! : 'other';
}

/** What the machine is billed as. */
const contextOf = ({ settings }: Instance): LicenseContext => ({
  usageOperation: settings.usageOperation,
  productCodes: settings.productCodes ?? [],
});

/**
 * What of a machine stands in the way of a conversion that has a path, or undefined. Asked when the task is created and
 * again when it is carried out, for the machine may have changed.
 */
export function findMachineProblem(instance: Instance, conversion: LicenseConversion): string | undefined {
  const { source, destination } = conversion;
  const current = contextOf(instance);
  if (instance.state !== 'stopped')
    return `Instance ${instance.id} is ${instance.state}; stop it before its license type is converted.`;
  if (!isSame(source, current))
    return `Instance ${instance.id} is ${describe(current)}, not ${describe(source)} as the source license context says.`;
  return findMediaProblem(instance, conversion) ?? findHardwareProblem(instance, destination);
}

/** Media that AWS provides cannot be run under a license of one's own (user guide, "Media compatibility"). */
function findMediaProblem({ id, settings }: Instance, { source, destination }: LicenseConversion): string | undefined {
  const { publicSource: provided } = settings;
  if (!provided) return undefined;
  const from = `Instance ${id} descends from the public image ${provided.name}`;
  if (destination.usageOperation === WINDOWS_BYOL)
    return `${from}; only a machine of an image of your own, such as an imported one, can be converted to BYOL.`;
  const givesUpSql = WINDOWS_SQL.includes(source.usageOperation) && destination.usageOperation === WINDOWS;
  return givesUpSql && WINDOWS_SQL.includes(provided.usageOperation)
    ? `${from}, whose SQL Server cannot be converted to BYOL; launch a machine without it instead.`
    : undefined;
}

/** Of SQL Server as license included (user guide, "License type conversion limits"). */
const SQL_VCPUS = 4;

function findHardwareProblem(instance: Instance, { usageOperation }: LicenseContext): string | undefined {
  const vcpus = instance.coreCount * instance.threadsPerCore;
  if (WINDOWS_SQL.includes(usageOperation) && vcpus < SQL_VCPUS)
    return `SQL Server as license included needs ${SQL_VCPUS} vCPUs at the least; instance ${instance.id} has ${vcpus}.`;
  // AWS's own script converts to BYOL first and moves the machine then; until it has moved its start is refused.
  const tenancyProblem =
    usageOperation === WINDOWS_BYOL ? undefined : findTenancyProblem(usageOperation, instance.tenancy);
  return (
    tenancyProblem &&
    `${tenancyProblem} Instance ${instance.id} has the tenancy ${instance.tenancy}; change that first.`
  );
}

/** What only shows when a task is carried out, beside what may have changed since it was created. */
export function findWorkflowProblem(instance: Instance, conversion: LicenseConversion): string | undefined {
  const { disableApiStop, publicSource: provided } = instance.settings;
  if (disableApiStop)
    return `Instance ${instance.id} has stop protection, with which it cannot be converted. Modify its disableApiStop attribute and try again.`;
  if (conversion.destination.usageOperation === UBUNTU_PRO && provided && !/ubuntu/i.test(provided.name))
    return `Instance ${instance.id} descends from ${provided.name}; only Ubuntu LTS can be converted to Ubuntu Pro.`;
  return findMachineProblem(instance, conversion);
}

/** The machine as it is billed after a conversion. Its image stays as it is (user guide, "Convert a license type"). */
export const converted = (
  instance: Instance,
  { usageOperation, productCodes }: LicenseContext,
  at: Date,
): Instance => ({
  ...instance,
  settings: {
    ...instance.settings,
    usageOperation,
    platformDetails: platformDetails(usageOperation)!,
    productCodes,
    usageOperationUpdatedAt: at.toISOString(),
  },
});

const isSame = (a: LicenseContext, b: LicenseContext): boolean =>
  a.usageOperation === b.usageOperation && [...a.productCodes].sort().join() === [...b.productCodes].sort().join();

function describe({ usageOperation, productCodes }: LicenseContext): string {
  const products = productCodes.length > 0 ? ` and product code ${productCodes.join(', ')}` : '';
  return `${usageOperation} (${platformDetails(usageOperation)})${products}`;
}
