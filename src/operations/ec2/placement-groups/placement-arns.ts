import type { InstanceSettings } from '../../../domain/instances/instance.ts';
import type { ResourceScope } from '../../../operation.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { ec2Arn, PLACEMENT_GROUP } from '../ec2-ids.ts';

type Named = { readonly [Key in 'placementGroup' | 'placementGroupId']?: InstanceSettings[Key] | undefined };

/** The name of a placement group, by which policies know it; undefined where none is named or there, which is refused later. */
export async function placementNameOf(
  { placementGroup: given, placementGroupId: id }: Named,
  scope: ResourceScope,
): Promise<string | undefined> {
  const [found] = !given && id ? await readRecords(scope.db, scope, { kind: 'placement-group', ids: [id] }) : [];
  return given || found?.details.name;
}

/** For the authorization step: the placement group, if one is named. */
export async function placementArns(named: Named, scope: ResourceScope): Promise<string[]> {
  const name = await placementNameOf(named, scope);
  return name ? [ec2Arn(PLACEMENT_GROUP, name, scope)] : [];
}
