import type { LaunchTemplateSpecification } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import {
  type FoundLaunchTemplateVersion,
  findLaunchTemplateVersion,
  type LaunchTemplateVersionRef,
} from '../../../views/ec2/launch-templates.ts';
import { checkLaunchTemplateId, launchTemplateFault } from './launch-template-faults.ts';

/** The launch template that a launch names, or undefined where it names none; faults InvalidParameterCombination, ….Malformed. */
export function templateRefOf(
  specification: LaunchTemplateSpecification | undefined,
): LaunchTemplateVersionRef | undefined {
  if (!specification) return undefined;
  const {
    LaunchTemplateId: launchTemplateId,
    LaunchTemplateName: launchTemplateName,
    Version: version,
  } = specification;
  if (Boolean(launchTemplateId) === Boolean(launchTemplateName))
    throw new Fault(
      'InvalidParameterCombination',
      'Give the launch template by its LaunchTemplateId or by its LaunchTemplateName: one of the two.',
    );
  if (!launchTemplateId) return { launchTemplateName, version };
  checkLaunchTemplateId(launchTemplateId);
  return { launchTemplateId, version };
}

/** The version that a launch names; faults where there is none. */
export async function findTemplateOfLaunch(
  ref: LaunchTemplateVersionRef,
  { db, accountId, region }: RequestContext,
): Promise<FoundLaunchTemplateVersion> {
  const found = await findLaunchTemplateVersion(db, { accountId, region }, ref);
  if (!found.ok) throw launchTemplateFault(found);
  return found;
}
