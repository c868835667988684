export interface PlacementGroup {
  readonly name: string;
  readonly strategy: 'cluster' | 'spread' | 'partition';
  readonly partitionCount?: number;
  readonly spreadLevel?: 'host' | 'rack';
}

/** Its name is what launches know it by. */
export const placementGroupRefs = ({ name }: PlacementGroup) => [placementGroupRef(name)];

/** A name as it stands among refs, where ids are too. */
export const placementGroupRef = (name: string): string => `placement-group/${name}`;
