import type { AccessKeys } from '../access/access-keys.ts';
import type { Machines } from '../access/machines.ts';
import { ec2Operations } from './ec2/index.ts';
import { ec2MessagesOperations } from './ec2messages/index.ts';
import { headroomOperations } from './headroom/index.ts';
import { licenseManagerOperations } from './license-manager/index.ts';
import type { AnyOperationTable } from './operation-table.ts';
import { rdsOperations } from './rds/index.ts';
import { resourceGroupsOperations } from './resource-groups/index.ts';
import { ssmOperations } from './ssm/index.ts';
import { stsOperations } from './sts/index.ts';

interface Means {
  readonly accessKeys: AccessKeys;
  readonly machines: Machines;
  /** How long an agent that asks for messages waits for the answer that there are none. */
  readonly holdMs?: number;
}

const HOLD_MS = 15_000;

/** All that a server answers, by the service's id and then by the operation's name. */
export const allOperations = ({
  accessKeys,
  machines,
  holdMs = HOLD_MS,
}: Means): Readonly<Record<string, AnyOperationTable>> => ({
  'license-manager': licenseManagerOperations,
  rds: rdsOperations,
  'resource-groups': resourceGroupsOperations,
  ec2: ec2Operations,
  sts: stsOperations,
  ssm: ssmOperations(machines),
  ec2messages: ec2MessagesOperations({ holdMs }),
  headroom: headroomOperations(accessKeys),
});
