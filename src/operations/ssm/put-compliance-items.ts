import type { PutComplianceItemsRequest, PutComplianceItemsResult } from '@aws-sdk/client-ssm';
import { MACHINE_ID, MACHINE_ID_FORM, machineArn } from '../../domain/managed-instances/machine-id.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findManagedInstance } from '../../views/ssm/managed-instances.ts';
import { unknownInstance } from './named-instance.ts';

/**
 * Agents say with this again how an association went, after UpdateInstanceAssociationStatus, from where it is kept. So
 * nothing is written here; compliance of other types is refused, for it would be lost.
 */
export const putComplianceItems: Operation<PutComplianceItemsRequest, PutComplianceItemsResult> = {
  resources: ({ ResourceId: id = '' }, scope) => (MACHINE_ID.test(id) ? [machineArn(id, scope)] : []),
  constraints: {
    ResourceId: { pattern: MACHINE_ID, form: MACHINE_ID_FORM },
    ResourceType: { length: [1, 50] },
    Items: { items: [0, 10_000] },
  },
  async handle({ ResourceId: id = '', ResourceType: resourceType, ComplianceType: type }, context) {
    if (resourceType !== 'ManagedInstance')
      throw new Fault('InvalidResourceType', `The ResourceType is "${resourceType}": expected ManagedInstance.`);
    if (type !== 'Association')
      throw new Fault('ValidationException', `Headroom keeps no compliance of the type "${type?.slice(0, 100)}".`);
    if (!(await findManagedInstance(context.db, context, id))) throw unknownInstance(id);
    return {};
  },
};
