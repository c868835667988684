import type { IamInstanceProfile, IamInstanceProfileSpecification } from '@aws-sdk/client-ec2';
import { entityId } from '../../../domain/identities/entity.ts';
import { Fault } from '../../../fault.ts';

/** The ARN of the instance profile that a request names, if it names one. IAM is not asked whether it is there. */
export function instanceProfileArn(
  { Arn: arn, Name: name }: IamInstanceProfileSpecification = {},
  { accountId }: { accountId: string },
): string | undefined {
  if (arn && name)
    throw new Fault(
      'InvalidParameterCombination',
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    );
  if (arn && !/^arn:aws[a-z-]*:iam::\d{12}:instance-profile\/.+$/.test(arn))
    throw invalid('arn', arn, 'Invalid IAM Instance Profile ARN');
  if (name && !/^[\w+=,.@-]{1,128}$/.test(name)) throw invalid('name', name, 'Invalid IAM Instance Profile name');
  return arn || (name ? `arn:aws:iam::${accountId}:instance-profile/${name}` : undefined);
}

const invalid = (member: string, value: string, problem: string): Fault =>
  new Fault(
    'InvalidParameterValue',
    `Value (${value}) for parameter iamInstanceProfile.${member} is invalid. ${problem}`,
  );

/** An instance profile as EC2 shows it. */
export const instanceProfileShape = (arn: string): IamInstanceProfile => ({
  Arn: arn,
  Id: entityId('instance-profile', arn),
});
