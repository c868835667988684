import type { AttachNetworkInterfaceRequest, AttachNetworkInterfaceResult } from '@aws-sdk/client-ec2';
import { attachmentIdOf, interfacesOf } from '../../../domain/instances/interfaces.ts';
import { elasticIpsOf } from '../../../domain/records/network-interface.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { holdRecord } from '../../../store/ec2-record.ts';
import { updateInstances } from '../../../store/instance.ts';
import { change } from '../../change.ts';
import { leadElsewhere } from '../addresses/own-address.ts';
import { ec2Arn, INSTANCE, NETWORK_INTERFACE } from '../ec2-ids.ts';
import { requireLasting } from '../instances/instance-to-join.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { requireInterface } from './own-interface.ts';

/** Gives a machine one more network interface. */
export const attachNetworkInterface: Operation<AttachNetworkInterfaceRequest, AttachNetworkInterfaceResult> = {
  constraints: { DeviceIndex: { integer: true, range: [1, 255] } },
  resources: ({ NetworkInterfaceId, InstanceId }, scope) => [
    ec2Arn(NETWORK_INTERFACE, NetworkInterfaceId!, scope),
    ec2Arn(INSTANCE, InstanceId!, scope),
  ],

  async handle(request, context) {
    refuseUnbuilt(request, ['NetworkCardIndex', 'EnaSrdSpecification', 'EnaQueueCount']);
    const { NetworkInterfaceId: id, InstanceId: instanceId, DeviceIndex: deviceIndex } = request;
    const resources = [ec2Arn(NETWORK_INTERFACE, id!, context), ec2Arn(INSTANCE, instanceId!, context)];
    await change(context, { resources, detail: { deviceIndex } }, async (trx) => {
      const instance = await requireLasting(trx, context, { id: instanceId!, needed: 'given a network interface' });
      const { record } = await requireInterface(trx, context, id!);
      if (!record || record.details.natGatewayId)
        throw new Fault('InvalidNetworkInterface.InUse', `Interface: [${id}] in use.`);
      if (interfacesOf(instance).some((one) => one.deviceIndex === deviceIndex))
        throw new Fault(
          'InvalidParameterValue',
          `Instance '${instanceId}' already has an interface attached at device index '${deviceIndex}'.`,
        );
      if (record.details.availabilityZone !== instance.availabilityZone)
        throw new Fault(
          'InvalidParameterCombination',
          'You may not attach a network interface to an instance if they are not in the same availability zone',
        );
      const attached = {
        ...record.details,
        id: id!,
        deviceIndex: deviceIndex!,
        deleteOnTermination: false,
        createdAt: record.createdAt.toISOString(),
        attachedAt: context.now.toISOString(),
      };
      const interfaces = [...(instance.settings.interfaces ?? []), attached];
      await updateInstances([{ ...instance, settings: { ...instance.settings, interfaces } }]).execute(trx);
      await holdRecord(trx, id!, instanceId!);
      await leadElsewhere(trx, context, { elasticIps: elasticIpsOf(record.details), to: { instanceId } });
    });
    return { AttachmentId: attachmentIdOf(id!), NetworkCardIndex: 0 };
  },
};
