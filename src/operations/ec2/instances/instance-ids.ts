import { Fault } from '../../../fault.ts';
import { checkId, INSTANCE } from '../ec2-ids.ts';

/** Ids that have the form of an instance's, at least one; otherwise InvalidInstanceID.Malformed or InvalidParameterCombination. */
export function checkInstanceIds(ids: readonly string[] | undefined): readonly string[] {
  if (!ids?.length) throw new Fault('InvalidParameterCombination', 'No instances specified');
  for (const id of ids) checkId(INSTANCE, id);
  return ids;
}
