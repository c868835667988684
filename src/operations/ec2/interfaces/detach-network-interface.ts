import type { DetachNetworkInterfaceRequest } from '@aws-sdk/client-ec2';
import { interfaceIdOf } from '../../../domain/instances/interfaces.ts';
import { interfaceRecord } from '../../../domain/instances/left-behind.ts';
import { elasticIpsOf } from '../../../domain/records/network-interface.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { updateInstances } from '../../../store/instance.ts';
import { change } from '../../change.ts';
import { leadElsewhere } from '../addresses/own-address.ts';
import { checkId, ec2Arn, INTERFACE_ATTACHMENT, NETWORK_INTERFACE } from '../ec2-ids.ts';
import { requireInterface } from './own-interface.ts';

/** Takes a network interface off its machine; the primary one stays. */
export const detachNetworkInterface: Operation<DetachNetworkInterfaceRequest, object> = {
  resources: ({ AttachmentId: id }, scope) => (id ? [ec2Arn(NETWORK_INTERFACE, interfaceIdOf(id), scope)] : []),

  async handle({ AttachmentId: attachmentId }, context) {
    checkId(INTERFACE_ATTACHMENT, attachmentId!);
    const id = interfaceIdOf(attachmentId!);
    const resources = [ec2Arn(NETWORK_INTERFACE, id, context)];
    await change(context, { resources, detail: { attachmentId } }, async (trx) => {
      const unknown = () => INTERFACE_ATTACHMENT.notFound([attachmentId!]);
      const kind = { ...NETWORK_INTERFACE, notFound: unknown };
      const { instance, attached, record } = await requireInterface(trx, context, id, kind);
      if (record?.details.natGatewayId || attached?.deviceIndex === 0)
        throw new Fault(
          'OperationNotPermitted',
          attached
            ? 'The network interface at device index 0 cannot be detached.'
            : 'You are not allowed to manage the attachment of a NAT gateway.',
        );
      if (!attached) throw unknown();
      const interfaces = instance.settings.interfaces!.filter((one) => one.deviceIndex !== attached.deviceIndex);
      await updateInstances([{ ...instance, settings: { ...instance.settings, interfaces } }]).execute(trx);
      await putRecord(trx, interfaceRecord(instance, attached));
      await leadElsewhere(trx, context, { elasticIps: elasticIpsOf(attached), to: { instanceId: undefined } });
    });
    return {};
  },
};
