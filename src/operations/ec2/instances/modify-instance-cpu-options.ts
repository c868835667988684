import type { ModifyInstanceCpuOptionsRequest, ModifyInstanceCpuOptionsResult } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { logOverages } from '../log-overages.ts';
import { refusalFault } from '../refusal-fault.ts';
import { checkInstanceIds } from './instance-ids.ts';

/** Changes the cores and threads of a stopped instance, which licenses under honorVcpuOptimization count. */
export const modifyInstanceCpuOptions: Operation<ModifyInstanceCpuOptionsRequest, ModifyInstanceCpuOptionsResult> = {
  resources: ({ InstanceId: id }, scope) => (id ? [ec2Arn(INSTANCE, id, scope)] : []),
  constraints: { CoreCount: { integer: true }, ThreadsPerCore: { integer: true } },

  async handle(input, context) {
    const { CoreCount: coreCount, ThreadsPerCore: threadsPerCore, NestedVirtualization: nested } = input;
    const [instanceId] = checkInstanceIds(input.InstanceId ? [input.InstanceId] : []);
    if ((nested ?? 'disabled') !== 'disabled')
      throw new Fault('UnsupportedOperation', 'Headroom does not support NestedVirtualization; leave it out.');
    if (coreCount === undefined || threadsPerCore === undefined)
      throw new Fault('InvalidParameterCombination', 'CoreCount and ThreadsPerCore must be specified together.');
    const options = { instanceId: instanceId!, coreCount, threadsPerCore };
    const outcome = await context.ledger.submit({ kind: 'change-cpu-options', actor: actorOf(context), ...options });
    if (!outcome.ok) throw refusalFault(outcome.refusal);
    logOverages(outcome, context);
    return { InstanceId: instanceId, CoreCount: coreCount, ThreadsPerCore: threadsPerCore };
  },
};
