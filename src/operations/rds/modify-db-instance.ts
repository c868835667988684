import type { ModifyDBInstanceMessage, ModifyDBInstanceResult } from '@aws-sdk/client-rds';
import type { DbInstance } from '../../domain/rds/db-instance.ts';
import type { Operation } from '../../operation.ts';
import { lockOptionGroup } from '../../store/option-group.ts';
import { checkOptionGroup } from './add-database.ts';
import { changeDatabase } from './change-database.ts';
import {
  checkClass,
  checkLicenseModel,
  checkPassword,
  databaseKeys,
  groupNamed,
  invalidCombination,
  passedRoles,
  REPLICA_MODES,
  settingsOf,
  termsConstraints,
} from './database-terms.ts';
import { databaseArn, identifierConstraint } from './named-database.ts';
import { checkReplication, followSource } from './replication.ts';

/**
 * Changes a database at once: there is no maintenance window to wait for, so that ApplyImmediately makes no difference and
 * nothing is ever pending.
 */
export const modifyDbInstance: Operation<ModifyDBInstanceMessage, ModifyDBInstanceResult> = {
  passes: passedRoles,
  resources: ({ DBInstanceIdentifier }, scope) => [databaseArn(DBInstanceIdentifier!, scope)],
  keys: databaseKeys,
  constraints: {
    DBInstanceIdentifier: identifierConstraint,
    ReplicaMode: { oneOf: REPLICA_MODES },
    ...termsConstraints,
  },
  async handle(request, context) {
    if (request.NewDBInstanceIdentifier !== undefined)
      throw invalidCombination('A DB instance cannot be renamed here; leave NewDBInstanceIdentifier out.');
    if (request.Engine !== undefined)
      throw invalidCombination('The engine of a DB instance cannot be changed here; leave Engine out.');
    if (request.DBInstanceClass !== undefined) checkClass(request.DBInstanceClass);
    checkPassword(request.MasterUserPassword, request.ManageMasterUserPassword);
    const { OptionGroupName: optionGroup, LicenseModel: licenseModel } = request;
    const database = await changeDatabase(context, {
      identifier: request.DBInstanceIdentifier!,
      from: ['available'],
      through: 'modifying',
      detail: { class: request.DBInstanceClass, optionGroup, licenseModel },
      changed: async (found, trx) => {
        const changed = withChanges(found, request);
        if (licenseModel !== undefined) checkLicenseModel(found.engine, licenseModel);
        checkReplication(found, request);
        if (optionGroup !== undefined && changed.optionGroupName !== undefined)
          checkOptionGroup(await lockOptionGroup(trx, context, optionGroup), changed);
        await followSource(trx, changed);
        return changed;
      },
    });
    return { DBInstance: database };
  },
};

function withChanges(found: DbInstance, request: ModifyDBInstanceMessage): DbInstance {
  const { AllocatedStorage: storage, OptionGroupName: group } = request;
  if (storage !== undefined && storage < found.allocatedStorage)
    throw invalidCombination(
      `The storage of ${found.identifier} is ${found.allocatedStorage} GiB and cannot shrink to ${storage}.`,
    );
  return {
    ...found,
    class: request.DBInstanceClass ?? found.class,
    engineVersion: request.EngineVersion ?? found.engineVersion,
    licenseModel: request.LicenseModel ?? found.licenseModel,
    allocatedStorage: storage ?? found.allocatedStorage,
    optionGroupName: group === undefined ? found.optionGroupName : groupNamed(group),
    settings: { ...found.settings, ...settingsOf(request) },
  };
}
