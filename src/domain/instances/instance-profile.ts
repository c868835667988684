import { attachedId } from './attached-id.ts';
import type { Instance, InstanceSettings } from './instance.ts';

/** The IAM instance profile of a machine, and since when it has it. */
export interface ProfileAssociation {
  readonly id: string;
  readonly instanceId: string;
  readonly profileArn: string;
  readonly associatedAt: Date;
}

/** The association of a machine's instance profile, with another id after each change; none once it is terminated. */
export function profileAssociationOf({ id, state, launchedAt, settings }: Instance): ProfileAssociation | undefined {
  const { iamInstanceProfileArn: profileArn, iamInstanceProfileChanges: changes } = settings;
  if (profileArn === undefined || state === 'terminated') return undefined;
  return {
    id: attachedId('iip-assoc', id, changes?.count ?? 0),
    instanceId: id,
    profileArn,
    associatedAt: changes ? new Date(changes.at) : launchedAt,
  };
}

/** The settings of a machine that gets another instance profile, or loses the one it has. */
export const withProfile = (
  { settings }: Instance,
  profileArn: string | undefined,
  at: Date,
): Pick<InstanceSettings, 'iamInstanceProfileArn' | 'iamInstanceProfileChanges'> => ({
  iamInstanceProfileArn: profileArn,
  iamInstanceProfileChanges: { count: (settings.iamInstanceProfileChanges?.count ?? 0) + 1, at: at.toISOString() },
});
