import type { AllocateAddressRequest, AllocateAddressResult } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { privateAddress } from '../../../domain/networks/network.ts';
import { ec2Keys } from '../../../domain/policies/ec2-keys.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { lockVpc } from '../../../store/vpc.ts';
import { hasRecords, readRecords } from '../../../views/ec2/records.ts';
import { change } from '../../change.ts';
import { ADDRESS, ec2Arn } from '../ec2-ids.ts';
import { PUBLIC_RANGE } from '../instances/instance-network.ts';
import { newRecord, putTagged } from '../records/own-record.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { tagsFor } from '../tags/ec2-tags.ts';
import { MOST_ADDRESSES } from './own-address.ts';

/** An address of the range that machines' public ones are of; an account has each once. */
export const allocateAddress: Operation<AllocateAddressRequest, AllocateAddressResult> = {
  constraints: { Domain: { oneOf: ['vpc'] } },
  keysOfMade: () => ({ 'elastic-ip': ec2Keys({ Domain: 'vpc' }) }),

  async handle(request, context) {
    refuseUnbuilt(request, ['Address', 'CustomerOwnedIpv4Pool', 'IpamPoolId']);
    const { region, requestId } = context;
    const { PublicIpv4Pool: pool = 'amazon', NetworkBorderGroup: border = region } = request;
    if (pool !== 'amazon') throw new Fault('InvalidPublicIpv4PoolID.NotFound', `The pool ID '${pool}' does not exist`);
    if (border !== region)
      throw new Fault('InvalidParameterValue', `Value (${border}) for parameter networkBorderGroup is invalid.`);
    const tags = tagsFor(request.TagSpecifications, 'elastic-ip');
    const id = idFromSeed('eipalloc', requestId);
    const publicIp = await change(context, { resources: [ec2Arn(ADDRESS, id, context)] }, async (trx) => {
      const free = await freeIp(trx, context);
      await putTagged(trx, newRecord(context, 'elastic-ip', { id, details: { publicIp: free } }), tags);
      return free;
    });
    return {
      AllocationId: id,
      PublicIpv4Pool: pool,
      NetworkBorderGroup: border,
      Domain: 'vpc',
      PublicIp: publicIp,
    };
  },
};

const TRIES = 32;

async function freeIp(trx: Transaction<DB>, context: RequestContext): Promise<string> {
  const tries = Array.from({ length: TRIES }, (_, index) =>
    privateAddress(PUBLIC_RANGE, idFromSeed('ip', context.requestId, index)),
  );
  await lockVpc(trx, `elastic-ip/${context.accountId}/${context.region}`);
  if (await hasRecords(trx, context, { kind: 'elastic-ip', count: MOST_ADDRESSES }))
    throw new Fault(
      'AddressLimitExceeded',
      `An account can have ${MOST_ADDRESSES} Elastic IP addresses in a Region; release some that are not used.`,
    );
  const taken = await readRecords(trx, context, { kind: 'elastic-ip', refs: [tries], limit: TRIES });
  const free = tries.find((ip) => !taken.some(({ details }) => details.publicIp === ip));
  if (free) return free;
  throw new Fault('InsufficientAddressCapacity', 'Not enough addresses are left in this Region; release some.');
}
