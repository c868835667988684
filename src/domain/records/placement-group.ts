export type PlacementStrategy = 'cluster' | 'partition' | 'spread';

export interface PlacementGroup {
  readonly name: string;
  readonly strategy: PlacementStrategy;
  /** Of strategy partition. */
  readonly partitionCount?: number;
  /** Of strategy spread. */
  readonly spreadLevel?: 'host' | 'rack';
}

/** What a group is looked up by beside its id: its name, which could else be taken for another resource's id. */
export const placementGroupRef = (name: string): string => `placement-group/${name}`;

export const placementGroupRefs = ({ name }: PlacementGroup) => [placementGroupRef(name)];
