import type { ModifyNetworkInterfaceAttributeRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, NETWORK_INTERFACE } from '../ec2-ids.ts';
import { changeInstanceSettings, type SettingsChange } from '../instances/change-instance-settings.ts';
import { groupChange } from '../instances/instance-attribute-change.ts';
import type { KeptSettings } from '../kept-settings.ts';
import { findOwner } from '../listing/find-owner.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';

type Request = ModifyNetworkInterfaceAttributeRequest;

/** Changes one attribute of a machine's network interface, which is the machine's own where both have it. */
export const modifyNetworkInterfaceAttribute: Operation<Request, object> = {
  constraints: { 'Description.Value': { length: [0, 255] } },
  resources: ({ NetworkInterfaceId }, scope) => [ec2Arn(NETWORK_INTERFACE, NetworkInterfaceId!, scope)],

  async handle(request, context) {
    refuseUnbuilt(request, [
      'EnaSrdSpecification',
      'ConnectionTrackingSpecification',
      'EnablePrimaryIpv6',
      'AssociatedSubnetIds',
    ]);
    const id = request.NetworkInterfaceId!;
    const owner = await findOwner(NETWORK_INTERFACE, id, context);
    const settingsOf = settingsChangeOf(request);
    await changeInstanceSettings([owner.id], context, { detail: { networkInterfaceId: id }, settingsOf });
    return {};
  },
};

function settingsChangeOf(request: Request): SettingsChange['settingsOf'] {
  const { Groups: groups, SourceDestCheck: check, Description: description, Attachment: attachment } = request;
  const { AssociatePublicIpAddress: publicIp } = request;
  const given = [groups?.length, check, description, attachment, publicIp].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new Fault(
      'InvalidParameterCombination',
      'Give exactly one attribute of the network interface to be changed.',
    );
  if (groups?.length) return groupChange(groups);
  const settings: Partial<KeptSettings> = {
    ...(check && { sourceDestCheck: check.Value ?? true }),
    ...(description && { interfaceDescription: description.Value ?? '' }),
    ...(attachment?.DeleteOnTermination !== undefined && {
      interfaceDeleteOnTermination: attachment.DeleteOnTermination,
    }),
    ...(publicIp !== undefined && { associatePublicIp: publicIp }),
  };
  return () => settings;
}
