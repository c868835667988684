import type { UpdateServiceSettingsRequest, UpdateServiceSettingsResponse } from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import { isRegion } from '../../domain/networks/network.ts';
import { parseTopicArn } from '../../domain/notifications/topic.ts';
import { LICENSE_MANAGER } from '../../domain/organizations/trusted-services.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import type { DB } from '../../store/schema.ts';
import { lockTopic } from '../../store/topic.ts';
import { change } from '../change.ts';
import { ensureServiceRoles } from '../service-role.ts';
import { changeSettings } from './link-organization.ts';

/** The names are as the user guide has them (settings): License Manager's roles reach no other topics and buckets. */
export const updateServiceSettings: Operation<UpdateServiceSettingsRequest, UpdateServiceSettingsResponse> = {
  constraints: {
    SnsTopicArn: {
      pattern: /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:aws-license-manager-service-[A-Za-z0-9_-]{1,228}$/,
      form: 'the ARN of an SNS topic whose name begins with aws-license-manager-service-',
    },
    S3BucketArn: {
      pattern: /^arn:aws[a-z-]*:s3:::aws-license-manager-service-[a-z0-9.-]{1,35}$/,
      form: 'the ARN of a bucket whose name begins with aws-license-manager-service-',
    },
    EnabledDiscoverySourceRegions: { items: [0, 100] },
  },

  async handle(request, context) {
    const sources = request.EnabledDiscoverySourceRegions;
    const unknown = sources?.find((region) => !isRegion(region));
    if (unknown !== undefined)
      throw new Fault(
        'InvalidParameterValueException',
        `EnabledDiscoverySourceRegions: there is no Region "${unknown}".`,
      );
    const { accountId, region } = context;
    await change(context, { resources: [], detail: { ...request } }, async (trx) => {
      await ensureServiceRoles(trx, context, { service: LICENSE_MANAGER, accountIds: [accountId] });
      await changeSettings(trx, {
        request,
        context,
        change: {
          accountId,
          region,
          s3BucketArn: request.S3BucketArn,
          snsTopicArn: request.SnsTopicArn,
          discoverySourceRegions: sources && [...new Set(sources)],
        },
      });
      if (request.SnsTopicArn !== undefined) await checkTopic(trx, request.SnsTopicArn, context);
    });
    return {};
  },
};

/** Alerts reach no topic of another account or Region. The topic is there until the transaction ends. */
async function checkTopic(trx: Transaction<DB>, arn: string, { accountId, region }: Scope): Promise<void> {
  const topic = parseTopicArn(arn)!;
  const isOwn = topic.accountId === accountId && topic.region === region;
  if (isOwn && (await lockTopic(trx, arn))) return;
  throw new Fault(
    'InvalidParameterValueException',
    isOwn
      ? `SnsTopicArn: there is no topic ${arn}; CreateTopic of SNS makes it.`
      : `SnsTopicArn: ${arn} is a topic of account ${topic.accountId} in ${topic.region}; expected one of account ${accountId} in ${region}.`,
  );
}
