import type { Transaction } from 'kysely';
import type { AddressAssociation } from '../../../domain/records/address.ts';
import type { ElasticIp } from '../../../domain/records/network-interface.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { RequestContext, ResourceScope } from '../../../operation.ts';
import { lockRecords, putRecord } from '../../../store/ec2-record.ts';
import type { DB } from '../../../store/schema.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { ADDRESS, ec2Arn } from '../ec2-ids.ts';
import { requireRecord } from '../records/own-record.ts';

/** Addresses of an account in a Region: they are listed all at once, for the list has no pages in EC2. */
export const MOST_ADDRESSES = 5_000;

interface Named {
  readonly AllocationId?: string | undefined;
  readonly PublicIp?: string | undefined;
}

/** The account's address that a request names by its id or by itself, locked. */
export async function requireAddress(
  trx: Transaction<DB>,
  context: RequestContext,
  { AllocationId: id, PublicIp: publicIp }: Named,
): Promise<Ec2Record<'elastic-ip'>> {
  if (id && publicIp)
    throw new Fault(
      'InvalidParameterCombination',
      'You may specify public IP or allocation id, but not both in the same call',
    );
  if (id) return requireRecord<'elastic-ip'>(trx, context, ADDRESS, id);
  if (!publicIp) throw new CommonFault('MissingMember', 'The request must contain the parameter AllocationId');
  const [found] = await lockRecords(trx, context, { kind: 'elastic-ip', refs: [publicIp] });
  if (!found) throw addressNotFound(publicIp);
  return found;
}

/** For the authorization step: the address that a request names by its id, by itself or by where it leads. */
export async function addressArns(
  {
    AllocationId: id,
    PublicIp: publicIp,
    AssociationId: associationId,
  }: Named & { readonly AssociationId?: string | undefined },
  scope: ResourceScope,
): Promise<string[]> {
  const ref = associationId || publicIp;
  if (id || !ref) return id ? [ec2Arn(ADDRESS, id, scope)] : [];
  const found = await readRecords(scope.db, scope, { kind: 'elastic-ip', refs: [[ref]] });
  return found.map((address) => ec2Arn(ADDRESS, address.id, scope));
}

export const addressNotFound = (publicIp: string): Fault =>
  new Fault('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);

/** Writes where an address leads, or that it leads nowhere. */
export const putAssociation = (
  trx: Transaction<DB>,
  address: Ec2Record<'elastic-ip'>,
  association: AddressAssociation | undefined,
): Promise<void> => putRecord(trx, { ...address, details: { publicIp: address.details.publicIp, association } });

/** Lets addresses lead nowhere; what they led to is written by the caller. */
export async function freeAddresses(
  trx: Transaction<DB>,
  context: RequestContext,
  elasticIps: readonly Pick<ElasticIp, 'allocationId'>[],
): Promise<void> {
  if (elasticIps.length === 0) return;
  const ids = elasticIps.map((one) => one.allocationId);
  for (const address of await lockRecords(trx, context, { kind: 'elastic-ip', ids }))
    await putAssociation(trx, address, undefined);
}

/** Writes where the Elastic IP addresses of a network interface lead now, as far as it changes. */
export async function leadElsewhere(
  trx: Transaction<DB>,
  context: RequestContext,
  { elasticIps, to }: { elasticIps: readonly ElasticIp[]; to: Partial<AddressAssociation> },
): Promise<void> {
  if (elasticIps.length === 0) return;
  const ids = elasticIps.map((one) => one.allocationId);
  for (const address of await lockRecords(trx, context, { kind: 'elastic-ip', ids }))
    if (address.details.association) await putAssociation(trx, address, { ...address.details.association, ...to });
}
