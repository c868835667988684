import type {
  CapacityReservationTarget,
  ModifyInstanceCapacityReservationAttributesRequest,
  ModifyInstanceCapacityReservationAttributesResult,
} from '@aws-sdk/client-ec2';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { changeInstanceSettings } from './change-instance-settings.ts';
import { noCapacityReservation } from './describe-capacity-reservations.ts';
import { checkInstanceIds } from './instance-ids.ts';

/** The preference of a stopped machine, which is kept and does nothing: there are no reservations to prefer. */
export const modifyInstanceCapacityReservationAttributes: Operation<
  ModifyInstanceCapacityReservationAttributesRequest,
  ModifyInstanceCapacityReservationAttributesResult
> = {
  constraints: { 'CapacityReservationSpecification.CapacityReservationPreference': { oneOf: ['open', 'none'] } },
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],

  async handle({ InstanceId: id, CapacityReservationSpecification: specification = {} }, context) {
    const { CapacityReservationPreference: preference, CapacityReservationTarget: target } = specification;
    refuseTarget(target);
    if (!preference)
      throw new CommonFault('MissingMember', 'The request must contain the parameter CapacityReservationPreference');
    const wanted = { capacityReservationPreference: preference };
    const settingsChange = { detail: wanted, stoppedOnly: true, settingsOf: () => wanted };
    await changeInstanceSettings(checkInstanceIds([id!]), context, settingsChange);
    return { Return: true };
  },
};

function refuseTarget({
  CapacityReservationId: id,
  CapacityReservationResourceGroupArn: arn,
}: CapacityReservationTarget = {}): void {
  if (id) throw noCapacityReservation(id);
  if (arn)
    throw new Fault(
      'InvalidParameterValue',
      `The resource group '${arn}' has no capacity reservations: there are none here, for there is always room. Give the preference open or none.`,
    );
}
