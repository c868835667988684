import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attachNetworkInterface } from '../../src/operations/ec2/interfaces/attach-network-interface.ts';
import { createNetworkInterface } from '../../src/operations/ec2/interfaces/create-network-interface.ts';
import { detachNetworkInterface } from '../../src/operations/ec2/interfaces/detach-network-interface.ts';
import { faultOf, givenCloud, OTHER_ACCOUNT } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;

const detach = (AttachmentId: string, as = {}) => call(detachNetworkInterface, { AttachmentId }, as);

test('an attachment that is not there is told by its own code, whatever the interface is', async () => {
  const { SubnetId, InstanceId } = (await cloud.launch()).Instances![0]!;
  await cloud.settle(InstanceId!);
  const { NetworkInterface } = await call(createNetworkInterface, { SubnetId });
  const { NetworkInterfaceId } = NetworkInterface!;
  const unattached = NetworkInterfaceId!.replace('eni-', 'eni-attach-');
  for (const id of ['eni-attach-0123456789abcdef0', unattached])
    await assert.rejects(
      detach(id),
      faultOf('InvalidAttachmentID.NotFound', `The interface attachment '${id}' does not exist`),
    );
  await assert.rejects(detach('eni-0123456789abcdef0'), faultOf('InvalidNetworkInterfaceAttachmentId.Malformed'));
  const { AttachmentId } = await call(attachNetworkInterface, { NetworkInterfaceId, InstanceId, DeviceIndex: 1 });
  await assert.rejects(detach(AttachmentId!, { accountId: OTHER_ACCOUNT }), faultOf('InvalidAttachmentID.NotFound'));
  await detach(AttachmentId!);
  await assert.rejects(detach(AttachmentId!), faultOf('InvalidAttachmentID.NotFound'));
});
