import type { Tag } from '@aws-sdk/client-iam';
import type { Transaction } from 'kysely';
import type { Constraints } from '../../domain/constraints.ts';
import { type Entity, entityArn, entityId } from '../../domain/identities/entity.ts';
import { ENTITIES } from '../../domain/identities/quotas.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { countEntities, insertEntity } from '../../store/iam-entity.ts';
import type { DB } from '../../store/schema.ts';
import { changeIdentities, checkQuota } from './change-identities.ts';
import { requirePolicy } from './managed-policy.ts';
import { NAMED, type NamedKind } from './named-entity.ts';
import { withTags } from './tags.ts';

export const pathConstraints: Constraints = {
  Path: {
    length: [1, 512],
    pattern: /^\/([!-~]+\/)?$/,
    form: 'a slash, or a path that begins and ends with one',
  },
};

interface Wanted<Kind extends NamedKind> {
  readonly kind: Kind;
  readonly name: string;
  readonly path?: string | undefined;
  readonly boundary?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
  readonly settings: Entity<Kind>['settings'];
  /** What its id is derived from, where not from the request. */
  readonly seed?: string;
}

/** Makes an entity. Faults EntityAlreadyExists, LimitExceeded, and NoSuchEntity where its boundary is no managed policy. */
export function createEntity<Kind extends NamedKind>(
  context: RequestContext,
  wanted: Wanted<Kind>,
  work: (trx: Transaction<DB>, entity: Entity<Kind>) => Promise<void> = async () => {},
): Promise<Entity<Kind>> {
  const { accountId, requestId, now: createdAt } = context;
  const { kind, name, path = '/', boundary = null, tags, settings, seed = requestId } = wanted;
  return changeIdentities(context, async (trx) => {
    if (boundary !== null) await requirePolicy(trx, accountId, boundary);
    const id = entityId(kind, seed);
    const entity = { accountId, kind, id, name, path, boundary, tags: withTags({}, tags), settings, createdAt };
    if (!(await insertEntity(trx, entity)))
      throw new Fault('EntityAlreadyExists', `${NAMED[kind].noun} ${name} already exists.`);
    checkQuota(await countEntities(trx, accountId, kind), ENTITIES[kind]);
    await work(trx, entity);
    return { result: entity, resources: [entityArn(entity)], detail: { id, boundary } };
  });
}
