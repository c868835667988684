import type { AccessKeys } from '../access/access-keys.ts';
import type { Machines } from '../access/machines.ts';
import { ec2Operations } from './ec2/index.ts';
import { headroomOperations } from './headroom/index.ts';
import { licenseManagerOperations } from './license-manager/index.ts';
import type { AnyOperationTable } from './operation-table.ts';
import { resourceGroupsOperations } from './resource-groups/index.ts';
import { ssmOperations } from './ssm/index.ts';
import { stsOperations } from './sts/index.ts';

/** All that a server answers, by the service's id and then by the operation's name. */
export const allOperations = ({
  accessKeys,
  machines,
}: {
  accessKeys: AccessKeys;
  machines: Machines;
}): Readonly<Record<string, AnyOperationTable>> => ({
  'license-manager': licenseManagerOperations,
  'resource-groups': resourceGroupsOperations,
  ec2: ec2Operations,
  sts: stsOperations,
  ssm: ssmOperations(machines),
  headroom: headroomOperations(accessKeys),
});
