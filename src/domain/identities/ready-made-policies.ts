import { entityId } from './entity.ts';
import { READY_MADE } from './ready-made-statements.ts';

/** A managed policy that every account has and nobody changes. */
export interface ReadyMadePolicy {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly defaultVersion: number;
  readonly document: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const SINCE = new Date('2026-01-01T00:00:00Z');

const POLICIES: ReadonlyMap<string, ReadyMadePolicy> = new Map(
  READY_MADE.map(({ name, path = '/', description, statements }) => {
    const arn = `arn:aws:iam::aws:policy${path}${name}`;
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const at = { createdAt: SINCE, updatedAt: SINCE };
    const policy = { arn, id: entityId('policy', arn), name, path, description, tags: {}, defaultVersion: 1, document };
    return [arn, { ...policy, ...at }];
  }),
);

/** The ready-made policy of an ARN; undefined where there is none. */
export const readyMadePolicy = (arn: string): ReadyMadePolicy | undefined => POLICIES.get(arn);

export const readyMadePolicies = (): readonly ReadyMadePolicy[] => [...POLICIES.values()];
