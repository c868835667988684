import type { PlacementStrategy } from '../records/placement-group.ts';
import type { InstanceType } from './instance-types.ts';

/** These families, burstable and flex types and Macs are not in cluster placement groups (user guide). */
const NO_CLUSTER = /^(c1|m1|m2|m3|t1|vt1)$|^mac|-flex$/;

/** The strategies of placement groups that a type's machines can be in. */
export const placementStrategiesOf = ({
  burstable,
  family,
}: Pick<InstanceType, 'burstable' | 'family'>): PlacementStrategy[] =>
  burstable || NO_CLUSTER.test(family) ? ['partition', 'spread'] : ['cluster', 'partition', 'spread'];
