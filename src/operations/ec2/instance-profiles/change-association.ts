import type { Instance } from '../../../domain/instances/instance.ts';
import {
  type ProfileAssociation,
  profileAssociationOf,
  withProfile,
} from '../../../domain/instances/instance-profile.ts';
import type { RequestContext, ResourceScope } from '../../../operation.ts';
import { ec2Arn, INSTANCE, PROFILE_ASSOCIATION } from '../ec2-ids.ts';
import { changeInstanceSettings } from '../instances/change-instance-settings.ts';
import { findHolder, findOwner } from '../listing/find-owner.ts';

interface AssociationChange {
  /** The instance profile that comes in its place; none without it. */
  readonly profileArn: string | undefined;
  /** Throws where the machine is in no state for it. */
  readonly check?: (instance: Instance) => void;
}

/** For the authorization step: the machine whose instance profile an association names. */
export async function associatedInstanceArns(id: string, scope: ResourceScope): Promise<string[]> {
  const holder = await findHolder(scope.db, scope, { kind: PROFILE_ASSOCIATION, id });
  return holder ? [ec2Arn(INSTANCE, holder.id, scope)] : [];
}

/** Changes the instance profile that an association names; resolves with the association that was, and the machine as it became. */
export async function changeAssociation(
  associationId: string,
  context: RequestContext,
  { profileArn, check }: AssociationChange,
): Promise<{ former: ProfileAssociation; instance: Instance }> {
  const owner = await findOwner(PROFILE_ASSOCIATION, associationId, context);
  const [instance] = await changeInstanceSettings([owner.id], context, {
    detail: { associationId, iamInstanceProfileArn: profileArn },
    settingsOf(locked) {
      if (profileAssociationOf(locked)?.id !== associationId) throw PROFILE_ASSOCIATION.notFound([associationId]);
      check?.(locked);
      return withProfile(locked, profileArn, context.now);
    },
  });
  return { former: profileAssociationOf(owner)!, instance: instance! };
}
