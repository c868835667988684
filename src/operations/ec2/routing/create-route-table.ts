import type { CreateRouteTableRequest, CreateRouteTableResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import { keysInVpc } from '../../../domain/policies/ec2-keys.ts';
import type { Operation } from '../../../operation.ts';
import { lockVpc } from '../../../store/vpc.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { changeOnce } from '../../change-once.ts';
import { ec2Arn, ROUTE_TABLE, VPC } from '../ec2-ids.ts';
import { requireVpc } from '../networks/own-network.ts';
import { newRecord, putTagged } from '../records/own-record.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { describeRouteTable } from './route-table-shape.ts';

export const createRouteTable: Operation<CreateRouteTableRequest, CreateRouteTableResult> = {
  constraints: { ClientToken: { length: [0, 64] } },
  resources: ({ VpcId }, scope) => [ec2Arn(VPC, VpcId!, scope)],
  keysOfMade: ({ VpcId }, scope) => ({ 'route-table': keysInVpc(VpcId, scope) }),

  async handle(request, context) {
    const vpcId = request.VpcId!;
    const tags = tagsFor(request.TagSpecifications, 'route-table');
    const id = idFromSeed('rtb', context.requestId);
    const resources = [ec2Arn(ROUTE_TABLE, id, context)];
    const made = await changeOnce(context, { input: request, resources, detail: { vpcId } }, async (trx) => {
      await lockVpc(trx, vpcId);
      await requireVpc(trx, context, vpcId);
      await putTagged(
        trx,
        newRecord(context, 'route-table', { id, details: { vpcId, routes: [], associations: [] } }),
        tags,
      );
      return { id };
    });
    const vpc = await requireVpc(context.db, context, vpcId);
    const [table] = await readRecords(context.db, context, { kind: 'route-table', ids: [made.id] });
    if (!table) throw ROUTE_TABLE.notFound([made.id]);
    const { cidrBlock } = vpc;
    return {
      RouteTable: describeRouteTable(table, { cidrBlock, tags: tagList(tags) }),
      ClientToken: request.ClientToken,
    };
  },
};
