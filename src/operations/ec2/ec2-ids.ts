import { Fault } from '../../fault.ts';

/** A kind of EC2 resource that Headroom has: EC2's word for it, and what EC2 says of an id that is not there. */
export interface Ec2Kind {
  readonly resourceType: string;
  readonly prefix: string;
  readonly malformedCode: string;
  readonly notFound: (ids: readonly string[]) => Fault;
}

export const INSTANCE: Ec2Kind = {
  resourceType: 'instance',
  prefix: 'i',
  malformedCode: 'InvalidInstanceID.Malformed',
  notFound: (ids) =>
    new Fault(
      'InvalidInstanceID.NotFound',
      ids.length === 1
        ? `The instance ID '${ids[0]}' does not exist`
        : `The instance IDs '${ids.join(', ')}' do not exist`,
    ),
};

export const IMAGE: Ec2Kind = {
  resourceType: 'image',
  prefix: 'ami',
  malformedCode: 'InvalidAMIID.Malformed',
  notFound: (ids) =>
    new Fault(
      'InvalidAMIID.NotFound',
      ids.length === 1
        ? `The image id '[${ids[0]}]' does not exist`
        : `The image ids '[${ids.join(', ')}]' do not exist`,
    ),
};

export const LAUNCH_TEMPLATE: Ec2Kind = {
  resourceType: 'launch-template',
  prefix: 'lt',
  malformedCode: 'InvalidLaunchTemplateId.Malformed',
  notFound: ([id]) =>
    new Fault(
      'InvalidLaunchTemplateId.NotFound',
      `The specified launch template, with template ID ${id}, does not exist.`,
    ),
};

const ID_BODY = /^[0-9a-f]{8,17}$/;

/** Faults with the kind's own code unless the text has the form of an id of that kind. */
export function checkId({ prefix, malformedCode }: Ec2Kind, id: string): void {
  if (!id.startsWith(`${prefix}-`) || !ID_BODY.test(id.slice(prefix.length + 1)))
    throw new Fault(malformedCode, `Invalid id: "${id}" (expecting "${prefix}-...")`);
}

/** The ARN of a resource of the account; images carry no account in theirs. */
export function ec2Arn({ resourceType }: Ec2Kind, id: string, scope: { accountId: string; region: string }): string {
  const account = resourceType === 'image' ? '' : scope.accountId;
  return `arn:aws:ec2:${scope.region}:${account}:${resourceType}/${id}`;
}
