import type { ModifyInstanceMetadataOptionsRequest, ModifyInstanceMetadataOptionsResult } from '@aws-sdk/client-ec2';
import type { MetadataOptions } from '../../../domain/instances/instance.ts';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { changeInstanceSettings } from './change-instance-settings.ts';
import { checkInstanceIds } from './instance-ids.ts';
import { instanceShaper } from './instance-shape.ts';

type Request = ModifyInstanceMetadataOptionsRequest;

const SWITCH = { oneOf: ['enabled', 'disabled'] } as const;

/** What the request leaves out stays as it is. The answer says pending, as EC2's does, and the next one applied. */
export const modifyInstanceMetadataOptions: Operation<Request, ModifyInstanceMetadataOptionsResult> = {
  constraints: {
    HttpEndpoint: SWITCH,
    HttpProtocolIpv6: SWITCH,
    HttpPutResponseHopLimit: { integer: true, range: [1, 64] },
    HttpTokens: { oneOf: ['optional', 'required'] },
    InstanceMetadataTags: SWITCH,
  },
  resources: ({ InstanceId }, scope) => [ec2Arn(INSTANCE, InstanceId!, scope)],

  async handle(request, context) {
    const options = optionsOf(request);
    const [instance] = await changeInstanceSettings(checkInstanceIds([request.InstanceId!]), context, {
      detail: { metadataOptions: options },
      settingsOf: ({ settings }) => ({ metadataOptions: { ...settings.metadataOptions, ...options } }),
    });
    const { MetadataOptions: shown } = instanceShaper(context)(instance!);
    return { InstanceId: request.InstanceId, InstanceMetadataOptions: { ...shown, State: 'pending' } };
  },
};

function optionsOf(request: Request): MetadataOptions {
  const options = {
    httpTokens: request.HttpTokens,
    httpEndpoint: request.HttpEndpoint,
    httpPutResponseHopLimit: request.HttpPutResponseHopLimit,
    httpProtocolIpv6: request.HttpProtocolIpv6,
    instanceMetadataTags: request.InstanceMetadataTags,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
