import type { ModifyNetworkInterfaceAttributeRequest } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { updateInstances } from '../../../store/instance.ts';
import type { DB } from '../../../store/schema.ts';
import { change } from '../../change.ts';
import { ec2Arn, NETWORK_INTERFACE, SECURITY_GROUP } from '../ec2-ids.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { groupsFor } from './new-interface.ts';
import { changeInterface, type FoundInterface, type InterfaceChange, requireInterface } from './own-interface.ts';

type Request = ModifyNetworkInterfaceAttributeRequest;

/** Changes one attribute of a network interface, which is its machine's own where both have it. */
export const modifyNetworkInterfaceAttribute: Operation<Request, object> = {
  constraints: { 'Description.Value': { length: [0, 255] } },
  resources: ({ NetworkInterfaceId, Groups: groups = [] }, scope) => [
    ec2Arn(NETWORK_INTERFACE, NetworkInterfaceId!, scope),
    ...groups.map((group) => ec2Arn(SECURITY_GROUP, group, scope)),
  ],

  async handle(request, context) {
    refuseUnbuilt(request, [
      'EnaSrdSpecification',
      'ConnectionTrackingSpecification',
      'EnablePrimaryIpv6',
      'AssociatedSubnetIds',
    ]);
    checkOneAttribute(request);
    const id = request.NetworkInterfaceId!;
    const resources = [ec2Arn(NETWORK_INTERFACE, id, context)];
    await change(context, { resources }, async (trx) => {
      const found = await requireInterface(trx, context, id);
      if (request.AssociatePublicIpAddress !== undefined)
        await associatePublicIp(trx, found, request.AssociatePublicIpAddress);
      else await changeInterface(trx, found, await changeOf(trx, context, { request, found }));
    });
    return {};
  },
};

function checkOneAttribute(request: Request): void {
  const { Groups: groups, SourceDestCheck: check, Description: description, Attachment: attachment } = request;
  const { AssociatePublicIpAddress: publicIp } = request;
  const given = [groups?.length, check, description, attachment, publicIp].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new Fault(
      'InvalidParameterCombination',
      'Give exactly one attribute of the network interface to be changed.',
    );
}

async function changeOf(
  trx: Transaction<DB>,
  context: RequestContext,
  { request, found }: { request: Request; found: FoundInterface },
): Promise<InterfaceChange> {
  const { Groups: groupIds, SourceDestCheck: check, Description: description, Attachment: attachment } = request;
  if (groupIds?.length) return { groupNames: undefined, ...(await groupsFor(trx, context, { ...found, groupIds })) };
  if (attachment && !found.attached)
    throw new Fault('InvalidAttachmentID.NotFound', `The interface ${found.id} is attached to no instance.`);
  return {
    ...(check && { sourceDestCheck: check.Value ?? true }),
    ...(description && { description: description.Value ?? '' }),
    ...(attachment?.DeleteOnTermination !== undefined && { deleteOnTermination: attachment.DeleteOnTermination }),
  };
}

/** Only a machine's primary network interface has a public address of its own. */
async function associatePublicIp(trx: Transaction<DB>, { instance, attached }: FoundInterface, wanted: boolean) {
  if (attached?.deviceIndex !== 0)
    throw new Fault(
      'InvalidParameterValue',
      'A public address is given to the primary network interface of an instance.',
    );
  const settings = { ...instance!.settings, associatePublicIp: wanted };
  await updateInstances([{ ...instance!, settings }]).execute(trx);
}
