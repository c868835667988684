import type { Kysely } from 'kysely';
import { CommonFault, Fault } from '../../../fault.ts';
import type { ResourceScope } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import {
  findLaunchTemplate,
  type LaunchTemplateProblem,
  type LaunchTemplateRow,
} from '../../../views/ec2/launch-templates.ts';
import { checkId, ec2Arn, LAUNCH_TEMPLATE } from '../ec2-ids.ts';

/** What EC2 calls a launch template, or a version of one, that is not there. */
export function launchTemplateFault(problem: LaunchTemplateProblem): Fault {
  switch (problem.kind) {
    case 'template-id-not-found':
      return LAUNCH_TEMPLATE.notFound([problem.launchTemplateId]);
    case 'template-name-not-found':
      return new Fault(
        'InvalidLaunchTemplateName.NotFoundException',
        `The specified launch template, with template name ${problem.launchTemplateName}, does not exist.`,
      );
    case 'version-not-found':
      checkVersionForm(problem.version);
      return new Fault(
        'InvalidLaunchTemplateId.VersionNotFound',
        `Could not find the specified version ${problem.version} for the launch template with ID ${problem.launchTemplateId}.`,
      );
  }
}

/** Faults InvalidParameterValue unless the text can stand for a version. */
export function checkVersionForm(version: string): void {
  if (!/^(\$Latest|\$Default|[0-9]{1,15})$/.test(version))
    throw new Fault(
      'InvalidParameterValue',
      "Invalid launch template version: either '$Default', '$Latest', or a numeric version are allowed.",
    );
}

interface LaunchTemplateNames {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

/** The launch template that a request names, by id or by name; both, neither or an id of another form are faults. */
export function namedLaunchTemplate({ LaunchTemplateId: id, LaunchTemplateName: name }: LaunchTemplateNames) {
  if (id && name)
    throw new Fault(
      'InvalidParameterCombination',
      'Either provide launch template ID or launch template name to modify the template.',
    );
  if (!id && !name)
    throw new CommonFault(
      'MissingMember',
      'The request must contain the parameter launch template ID or launch template name',
    );
  if (!id) return { launchTemplateName: name };
  checkLaunchTemplateId(id);
  return { launchTemplateId: id };
}

/** The account's launch template in the Region that a request names, or the fault of one that is not there. */
export async function requireTemplate(
  db: Kysely<DB>,
  scope: { accountId: string; region: string },
  named: { launchTemplateId?: string | undefined; launchTemplateName?: string | undefined },
): Promise<LaunchTemplateRow> {
  const template = await findLaunchTemplate(db, scope, named);
  if ('kind' in template) throw launchTemplateFault(template);
  return template;
}

/** For the authorization step: the ARN of the launch template that a request names; a name is not in an ARN. */
export async function namedLaunchTemplateArn(
  { LaunchTemplateId: id, LaunchTemplateName: launchTemplateName }: LaunchTemplateNames,
  scope: ResourceScope,
): Promise<string[]> {
  if (id) return [ec2Arn(LAUNCH_TEMPLATE, id, scope)];
  const found = launchTemplateName ? await findLaunchTemplate(scope.db, scope, { launchTemplateName }) : undefined;
  return found && 'launchTemplateId' in found ? [ec2Arn(LAUNCH_TEMPLATE, found.launchTemplateId, scope)] : [];
}

/** Faults InvalidLaunchTemplateId.Malformed unless the text has the form of a launch template's id. */
export const checkLaunchTemplateId = (id: string): void => checkId(LAUNCH_TEMPLATE, id);
