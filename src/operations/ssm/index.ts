import type * as sdk from '@aws-sdk/client-ssm';
import { createRateLimit } from '../../access/rate-limit.ts';
import type { Sessions } from '../../access/sessions.ts';
import type { AnyOperationTable, OperationTable } from '../operation-table.ts';
import { addTagsToResource } from './add-tags-to-resource.ts';
import { createActivation } from './create-activation.ts';
import { createAssociation } from './create-association.ts';
import { createResourceDataSync } from './create-resource-data-sync.ts';
import { deleteActivation } from './delete-activation.ts';
import { deleteAssociation } from './delete-association.ts';
import { deleteInventory } from './delete-inventory.ts';
import { deleteResourceDataSync } from './delete-resource-data-sync.ts';
import { deregisterManagedInstance } from './deregister-managed-instance.ts';
import { describeActivations } from './describe-activations.ts';
import { describeAssociation } from './describe-association.ts';
import { describeInstanceInformation } from './describe-instance-information.ts';
import { describeInstanceProperties } from './describe-instance-properties.ts';
import { describeInventoryDeletions } from './describe-inventory-deletions.ts';
import { getDocument } from './get-document.ts';
import { getInventory } from './get-inventory.ts';
import { getInventorySchema } from './get-inventory-schema.ts';
import { getParameter } from './get-parameter.ts';
import { getParameters } from './get-parameters.ts';
import { getParametersByPath } from './get-parameters-by-path.ts';
import { listAssociations } from './list-associations.ts';
import { listInstanceAssociations } from './list-instance-associations.ts';
import { listInventoryEntries } from './list-inventory-entries.ts';
import { listResourceDataSync } from './list-resource-data-sync.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { putComplianceItems } from './put-compliance-items.ts';
import { putInventory } from './put-inventory.ts';
import { registerManagedInstance } from './register-managed-instance.ts';
import { removeTagsFromResource } from './remove-tags-from-resource.ts';
import { requestManagedInstanceRoleToken } from './request-managed-instance-role-token.ts';
import { updateAssociation } from './update-association.ts';
import { updateAssociationStatus } from './update-association-status.ts';
import { updateInstanceAssociationStatus } from './update-instance-association-status.ts';
import { updateInstanceInformation } from './update-instance-information.ts';
import { updateManagedInstancePublicKey } from './update-managed-instance-public-key.ts';
import { updateManagedInstanceRole } from './update-managed-instance-role.ts';

/** Wrong codes, from one address or for one activation. */
const GUESSES = { burst: 20, perSecond: 1 / 6 };
/** What one server may report; an agent does so a few times at its start, and then every few minutes. */
const REPORTS = { burst: 60, perSecond: 1 };

/** The operations of Systems Manager that are built. */
export function ssmOperations(sessions: Sessions): AnyOperationTable {
  const reports = createRateLimit(REPORTS);
  const published: OperationTable<typeof sdk> = {
    AddTagsToResource: addTagsToResource,
    CreateActivation: createActivation,
    CreateAssociation: createAssociation,
    CreateResourceDataSync: createResourceDataSync,
    DeleteActivation: deleteActivation,
    DeleteAssociation: deleteAssociation,
    DeleteInventory: deleteInventory,
    DeleteResourceDataSync: deleteResourceDataSync,
    DeregisterManagedInstance: deregisterManagedInstance,
    DescribeActivations: describeActivations,
    DescribeAssociation: describeAssociation,
    DescribeInstanceInformation: describeInstanceInformation,
    DescribeInstanceProperties: describeInstanceProperties,
    DescribeInventoryDeletions: describeInventoryDeletions,
    GetDocument: getDocument,
    GetInventory: getInventory,
    GetInventorySchema: getInventorySchema,
    GetParameter: getParameter,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    ListAssociations: listAssociations,
    ListInventoryEntries: listInventoryEntries,
    ListResourceDataSync: listResourceDataSync,
    ListTagsForResource: listTagsForResource,
    PutComplianceItems: putComplianceItems,
    PutInventory: putInventory(reports),
    RemoveTagsFromResource: removeTagsFromResource,
    UpdateAssociation: updateAssociation,
    UpdateAssociationStatus: updateAssociationStatus,
    UpdateManagedInstanceRole: updateManagedInstanceRole,
  };
  return {
    ...published,
    ListInstanceAssociations: listInstanceAssociations,
    RegisterManagedInstance: registerManagedInstance(createRateLimit(GUESSES)),
    RequestManagedInstanceRoleToken: requestManagedInstanceRoleToken(sessions),
    UpdateInstanceAssociationStatus: updateInstanceAssociationStatus,
    UpdateInstanceInformation: updateInstanceInformation(reports),
    UpdateManagedInstancePublicKey: updateManagedInstancePublicKey,
  };
}
