import { meetsRequirements } from '../../../domain/catalogue/instance-requirements.ts';
import { allInstanceTypes, type InstanceType } from '../../../domain/catalogue/instance-types.ts';
import { findPublicImage } from '../../../domain/catalogue/public-images.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { findVisibleImage } from '../../../views/ec2/images.ts';
import { type GivenRequirements, requirementsOf } from '../catalogue/requirements-of-request.ts';
import { resolveImageId } from '../images/resolve-image-id.ts';

/** Types of an override at the most, the smallest first, so that pools stay as few as a fleet can have. */
const TYPES_OF_OVERRIDE = 40;

/** What the units of a fleet's target are. */
export type CapacityUnit = 'units' | 'vcpu' | 'memory-mib';

interface Selection {
  readonly requirements: GivenRequirements;
  readonly imageId: string | undefined;
  readonly unit: CapacityUnit;
}

/** A type that requirements choose, and how many of the target's units it is; undefined: one, or what the override says. */
interface ChosenType {
  readonly instanceType: string;
  readonly weight: number | undefined;
}

/**
 * The types that a fleet's requirements choose, those of the image's architecture: attribute-based instance type
 * selection. Faults where none is left.
 */
export async function chooseTypes(
  context: RequestContext,
  { requirements: given, imageId, unit }: Selection,
): Promise<ChosenType[]> {
  const requirements = requirementsOf(given);
  const architecture = imageId && (await architectureOf(context, resolveImageId(imageId, context.region)));
  const types = allInstanceTypes()
    .filter(
      (type) => (!architecture || type.architectures.includes(architecture)) && meetsRequirements(type, requirements),
    )
    .toSorted((a, b) => a.vcpus - b.vcpus || a.memoryMiB - b.memoryMiB);
  if (types.length === 0)
    throw new Fault(
      'InvalidParameterValue',
      'No instance type meets the InstanceRequirements; GetInstanceTypesFromInstanceRequirements tells which do.',
    );
  return types.slice(0, TYPES_OF_OVERRIDE).map((type) => ({ instanceType: type.name, weight: weightIn(unit, type) }));
}

const weightIn = (unit: CapacityUnit, { vcpus, memoryMiB }: InstanceType): number | undefined =>
  ({ units: undefined, vcpu: vcpus, 'memory-mib': memoryMiB })[unit];

const architectureOf = async (context: RequestContext, imageId: string): Promise<string | undefined> =>
  (findPublicImage(context.region, imageId) ?? (await findVisibleImage(context.db, context, imageId)))?.architecture;
