import type { ModifyPrivateDnsNameOptionsRequest, ModifyPrivateDnsNameOptionsResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { changeInstanceSettings } from './change-instance-settings.ts';
import { checkInstanceIds } from './instance-ids.ts';

type Request = ModifyPrivateDnsNameOptionsRequest;

/** The type of the host name can be changed while the machine is stopped only (API reference). */
export const modifyPrivateDnsNameOptions: Operation<Request, ModifyPrivateDnsNameOptionsResult> = {
  constraints: { PrivateDnsHostnameType: { oneOf: ['ip-name', 'resource-name'] } },
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],

  async handle(request, context) {
    const { PrivateDnsHostnameType: hostnameType } = request;
    const { EnableResourceNameDnsARecord: aRecord, EnableResourceNameDnsAAAARecord: aaaaRecord } = request;
    const wanted = {
      ...(hostnameType && { privateDnsHostnameType: hostnameType }),
      ...(aRecord !== undefined && { resourceNameDnsARecord: aRecord }),
      ...(aaaaRecord !== undefined && { resourceNameDnsAaaaRecord: aaaaRecord }),
    };
    const settingsChange = { detail: wanted, stoppedOnly: hostnameType !== undefined, settingsOf: () => wanted };
    await changeInstanceSettings(checkInstanceIds([request.InstanceId!]), context, settingsChange);
    return { Return: true };
  },
};
