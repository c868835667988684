import type { Transaction } from 'kysely';
import type { Instance } from '../../../domain/instances/instance.ts';
import type { Refusal } from '../../../domain/refusal.ts';
import type { RequestContext } from '../../../operation.ts';
import { lockInstances, updateInstances } from '../../../store/instance.ts';
import type { DB } from '../../../store/schema.ts';
import { change } from '../../change.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import type { KeptSettings } from '../kept-settings.ts';
import { refusalFault } from '../refusal-fault.ts';

/** What of machines' settings becomes what. */
export interface SettingsChange {
  /** For the audit trail. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly stoppedOnly?: boolean | undefined;
  /** Told with the machine locked; what else it looks at it reads, and locks, in the same transaction. */
  readonly settingsOf: (
    instance: Instance,
    trx: Transaction<DB>,
  ) => Partial<KeptSettings> | Promise<Partial<KeptSettings>>;
}

/** Changes what is kept of machines and no license looks at, of all or of none; resolves with them as they became. */
export function changeInstanceSettings(
  ids: readonly string[],
  context: RequestContext,
  { detail, stoppedOnly, settingsOf }: SettingsChange,
): Promise<Instance[]> {
  const record = { resources: ids.map((id) => ec2Arn(INSTANCE, id, context)), detail };
  return change(context, record, async (trx) => {
    const locked = await lockInstances(trx, ids);
    const changed: Instance[] = [];
    for (const id of new Set(ids)) {
      const instance = locked.find((one) => one.id === id);
      const refusal = findProblem(id, instance, { context, stoppedOnly });
      if (refusal) throw refusalFault(refusal);
      changed.push({ ...instance!, settings: { ...instance!.settings, ...(await settingsOf(instance!, trx)) } });
    }
    await updateInstances(changed).execute(trx);
    return changed;
  });
}

function findProblem(
  instanceId: string,
  instance: Instance | undefined,
  { context, stoppedOnly }: { context: RequestContext; stoppedOnly: boolean | undefined },
): Refusal | undefined {
  if (instance?.accountId !== context.accountId || instance.region !== context.region)
    return { kind: 'instance-not-found', instanceIds: [instanceId] };
  const { state } = instance;
  const needed = stoppedOnly ? 'modified in this attribute (it must be stopped)' : 'modified';
  const fits = stoppedOnly ? state === 'stopped' : state !== 'terminated' && state !== 'shutting-down';
  return fits ? undefined : { kind: 'instance-state', instanceId, state, needed };
}
