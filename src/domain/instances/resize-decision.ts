import { resolveCpuOptions } from '../catalogue/cpu-options.ts';
import { findInstanceType } from '../catalogue/instance-types.ts';
import { type ChangeCpuOptionsCommand, type ChangeInstanceTypeCommand, permitted } from '../commands.ts';
import { type Decision, pass, refuse, type Step, stop } from '../decision.ts';
import { consumptionKey, type Effect, type Facts } from '../facts.ts';
import { findArchitectureMismatch } from '../launch/launch-placement.ts';
import { licensesFor } from '../licenses/license.ts';
import { findLimitProblems, findTermProblems } from '../licenses/license-claim.ts';
import { consume, giveBack, instanceResource, licensesOf } from '../licenses/license-effects.ts';
import { resourceArn } from '../resource.ts';
import { holdsLicenses, type Instance, machineOf } from './instance.ts';
import { findStopped } from './lifecycle-decision.ts';

/**
 * Changes the type of a stopped machine; its CPU options become the new type's defaults (EC2 user guide). Licenses that
 * it holds while stopped are counted anew at once; the others are checked when it starts.
 */
export function decideInstanceType(command: ChangeInstanceTypeCommand, facts: Facts): Decision {
  const found = findStopped(facts, command, 'changed to another type');
  if (!found.ok) return refuse(found.refusal);
  const [instance, { instanceType }] = [found.value, command];
  const type = findInstanceType(instanceType);
  if (!type) return refuse({ kind: 'instance-type-unknown', instanceType });
  const mismatch = findArchitectureMismatch(type, instance.settings);
  if (mismatch) return refuse(mismatch);
  const resized: Instance = { ...instance, instanceType, coreCount: type.cores, threadsPerCore: type.threadsPerCore };
  return resize(instance, resized, facts);
}

/**
 * Changes the CPU options of a stopped machine; under honorVcpuOptimization its cores and threads change what it counts.
 * Nested virtualization is kept and told, as at a launch: no public data says which types have it.
 */
export function decideCpuOptions(command: ChangeCpuOptionsCommand, facts: Facts): Decision {
  const found = findStopped(facts, command, 'given other CPU options');
  if (!found.ok) return refuse(found.refusal);
  const [instance, { nestedVirtualization }] = [found.value, command];
  const { coreCount = instance.coreCount, threadsPerCore = instance.threadsPerCore } = command;
  if (command.coreCount !== undefined) {
    const cpu = resolveCpuOptions(findInstanceType(instance.instanceType)!, { coreCount, threadsPerCore });
    if (!cpu.ok) return refuse({ kind: 'cpu-options', problem: cpu.reason });
  }
  const settings = { ...instance.settings, ...(nestedVirtualization && { nestedVirtualization }) };
  const resized = { ...instance, coreCount, threadsPerCore, settings };
  const decision = resize(instance, resized, facts);
  return decision.outcome.ok ? { ...decision, outcome: permitted({ instances: [resized] }) } : decision;
}

function resize(instance: Instance, resized: Instance, facts: Facts): Decision {
  const recounted = recount(resized, facts);
  if (!recounted.ok) return refuse(recounted.refusal);
  const shape = ({ instanceType, coreCount, threadsPerCore, settings: { nestedVirtualization } }: Instance) => ({
    ...{ instanceType, coreCount, threadsPerCore },
    ...(nestedVirtualization && { nestedVirtualization }),
  });
  const audit: Effect = {
    kind: 'audit',
    resources: [resourceArn(instanceResource(instance))],
    detail: { from: shape(instance), to: shape(resized) },
  };
  return { outcome: permitted(), effects: [{ kind: 'update-instance', instance: resized }, ...recounted.value, audit] };
}

function recount(resized: Instance, facts: Facts): Step<Effect[]> {
  const machine = machineOf(resized, findInstanceType(resized.instanceType)!);
  const held = licensesOf(facts, resized.id)
    .filter((license) => holdsLicenses(resized.state, license.rules))
    .map((license) => {
      const before = facts.consumption.get(consumptionKey(license.id, resized.id))?.amount ?? 0;
      return { license, before, amount: licensesFor(license, machine) };
    });
  const what = `changing ${resized.id} to ${resized.instanceType}`;
  const broken = findTermProblems(
    held.map(({ license }) => license),
    machine,
  );
  if (broken.length > 0) return stop({ kind: 'licenses', what, problems: broken });
  const changes = held.filter(({ before, amount }) => before !== amount);
  const problems = findLimitProblems(
    changes.map(({ license, before, amount }) => ({ license, amount: amount - before })),
  );
  if (problems.length > 0) return stop({ kind: 'licenses', what, problems });
  return pass(
    changes.flatMap(({ license }) => [
      ...giveBack(facts, license.id, instanceResource(resized)),
      ...consume(resized, license, machine),
    ]),
  );
}
