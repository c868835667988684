import { CommonFault } from '../../../fault.ts';
import { checkId, INSTANCE } from '../ec2-ids.ts';

/** Ids that have the form of an instance's, at least one; otherwise InvalidInstanceID.Malformed or MissingParameter. */
export function checkInstanceIds(ids: readonly string[] | undefined): readonly string[] {
  if (!ids?.length) throw new CommonFault('MissingMember', 'The request must contain the parameter InstanceId');
  for (const id of ids) checkId(INSTANCE, id);
  return ids;
}
