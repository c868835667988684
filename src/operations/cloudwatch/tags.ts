import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  Tag,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-cloudwatch';
import type { Transaction } from 'kysely';
import { parseArn } from '../../domain/arn.ts';
import type { Constraints } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import type { DB } from '../../store/schema.ts';
import { deleteTags, readTags, type TagRow, tagRows } from '../../store/tag.ts';
import { listAlarms } from '../../views/cloudwatch/alarms.ts';
import { addTags, MOST_TAGS } from '../add-tags.ts';
import { change } from '../change.ts';
import { lockNamedAlarm, noAlarm } from './named-alarms.ts';

const arn = { length: [1, 1024] } as const;

export const tagConstraints: Constraints = {
  Tags: { items: [0, MOST_TAGS] },
  'Tags[].Key': { length: [1, 128] },
  'Tags[].Value': { length: [0, 256] },
};

/** The rows of an alarm's tags. */
export const alarmTagRows = (
  { accountId, region }: { accountId: string; region: string },
  resourceId: string,
  tags: readonly Tag[] = [],
): TagRow[] =>
  tagRows(
    { accountId, region, resourceId, resourceType: 'alarm' },
    Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value!])),
  );

/** The name of the alarm of an ARN of this account and Region; alarms alone have tags. */
function nameIn(text: string, { accountId, region }: RequestContext): string {
  const named = parseArn(text);
  const name = /^alarm:(.+)$/s.exec(named?.resource ?? '')?.[1];
  const isOurs = named?.service === 'cloudwatch' && named.accountId === accountId && named.region === region;
  if (isOurs && name) return name;
  throw new Fault(
    'InvalidParameterValue',
    `ResourceARN is "${text.slice(0, 200)}": expected the ARN of an alarm, arn:aws:cloudwatch:${region}:${accountId}:alarm:NAME.`,
    400,
  );
}

const tooMany = (count: number): Fault =>
  new Fault('InvalidParameterValue', `An alarm can have ${MOST_TAGS} tags; with these it would have ${count}.`, 400);

const changeTags = (context: RequestContext, resource: string, work: (trx: Transaction<DB>) => Promise<void>) =>
  change(context, { resources: [resource] }, async (trx) => {
    await lockNamedAlarm(trx, context, nameIn(resource, context));
    await work(trx);
  });

export const tagResource: Operation<TagResourceInput, Record<string, never>> = {
  constraints: { ResourceARN: arn, ...tagConstraints },
  resources: ({ ResourceARN }) => [ResourceARN!],
  async handle({ ResourceARN = '', Tags }, context) {
    await changeTags(context, ResourceARN, async (trx) => {
      await addTags(trx, { resourceId: ResourceARN, tags: alarmTagRows(context, ResourceARN, Tags) }, tooMany);
    });
    return {};
  },
};

export const untagResource: Operation<UntagResourceInput, Record<string, never>> = {
  constraints: { ResourceARN: arn, TagKeys: { items: [0, MOST_TAGS] }, 'TagKeys[]': { length: [1, 128] } },
  resources: ({ ResourceARN }) => [ResourceARN!],
  async handle({ ResourceARN = '', TagKeys = [] }, context) {
    const keys = TagKeys.map((key) => ({ key }));
    await changeTags(context, ResourceARN, (trx) => deleteTags(trx, [ResourceARN], keys));
    return {};
  },
};

export const listTagsForResource: Operation<ListTagsForResourceInput, ListTagsForResourceOutput> = {
  constraints: { ResourceARN: arn },
  resources: ({ ResourceARN }) => [ResourceARN!],
  async handle({ ResourceARN = '' }, context) {
    const name = nameIn(ResourceARN, context);
    const [alarm] = await listAlarms(context.db, context, { after: '', limit: 1, names: [name] });
    if (!alarm) throw noAlarm(name);
    const tags = Object.entries(await readTags(context.db, ResourceARN));
    return { Tags: tags.map(([Key, Value]) => ({ Key, Value })) };
  },
};
