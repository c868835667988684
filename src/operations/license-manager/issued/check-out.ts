import { randomUUID } from 'node:crypto';
import type { EntitlementData as EntitlementShape } from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import type { LicenseTokens } from '../../../access/license-tokens.ts';
import { issuedLicenseArn } from '../../../domain/arn.ts';
import type { Constraints } from '../../../domain/constraints.ts';
import {
  type Checkout as Decided,
  decideCheckout,
  type EntitlementData,
  lapsesAt,
  type NotAllowed,
} from '../../../domain/issued/checkout.ts';
import type { IssuedGrant } from '../../../domain/issued/grant.ts';
import { UNITS } from '../../../domain/issued/issued-license.ts';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import {
  endLapsed,
  findCheckout,
  type IssuedCheckout,
  insertCheckout,
  writeUsage,
} from '../../../store/issued-checkout.ts';
import { keepGrant } from '../../../store/issued-grant.ts';
import type { LockedIssuedLicense } from '../../../store/issued-license.ts';
import type { DB } from '../../../store/schema.ts';
import { readClock } from '../../../views/clock.ts';
import { changeOnce } from '../../change-once.ts';
import { clientToken, line } from './issued-terms.ts';

/** What requests that check out have. */
export const checkoutConstraints: Constraints = {
  ClientToken: clientToken,
  Entitlements: { items: [1, 100] },
  'Entitlements[].Name': line(255),
  'Entitlements[].Unit': { oneOf: UNITS },
  'Entitlements[].Value': line(1024),
  Beneficiary: line(255),
  NodeId: line(255),
};

/** A license, locked, and what is checked out of it. */
export interface Chosen {
  readonly license: LockedIssuedLicense;
  /** By which the account has it; undefined where it is its own. */
  readonly grant: IssuedGrant | undefined;
  readonly decided: Decided;
  /** After how many minutes it lapses; undefined where it lasts as long as the license. */
  readonly minutes: number | undefined;
}

/** What is checked out of a license that is locked, once what lapsed of it has ended. */
export const decideOn = async (
  trx: Transaction<DB>,
  license: LockedIssuedLicense,
  entitlements: readonly EntitlementShape[] | undefined,
): Promise<Decided> =>
  decideCheckout(license.terms, await endLapsed(trx, license, license.now), entitlements as readonly EntitlementData[]);

interface Checkout extends Pick<IssuedCheckout, 'type' | 'beneficiary' | 'nodeId' | 'metadata'> {
  readonly input: { readonly ClientToken: string | undefined; readonly Entitlements: EntitlementShape[] | undefined };
  /** Of which license, which can be used; faults where there is none. */
  readonly choose: (trx: Transaction<DB>) => Promise<Chosen>;
  /** What the operation calls what the license does not allow. */
  readonly codes: Readonly<Record<NotAllowed['kind'], string>>;
}

/**
 * Checks all that is asked for out of a license, or nothing. Who checks out of the same license takes turns by its row, and
 * what lapsed is given back before anything is counted.
 */
export async function checkOut(context: RequestContext, checkout: Checkout): Promise<IssuedCheckout> {
  const { input, choose, codes, ...kept } = checkout;
  const { accountId, db } = context;
  const record = ({ licenseId, ownerId }: { licenseId: string; ownerId: string }) => ({
    resources: [issuedLicenseArn(ownerId, licenseId)],
    detail: { ...kept, entitlements: input.Entitlements },
    tells: [ownerId],
  });
  const { token } = await changeOnce(context, { input, mismatch: 'ValidationException', record }, async (trx) => {
    const { license, grant, decided, minutes } = await choose(trx);
    const { id: licenseId, accountId: ownerId, now: takenAt, until } = license;
    if ('kind' in decided) throw new Fault(codes[decided.kind], decided.problem);
    const made = { token: randomUUID().replaceAll('-', ''), licenseId, ownerId };
    if (grant) await keepGrant(trx, grant);
    const expiresAt = lapsesAt(takenAt, minutes, until) ?? null;
    const by = { accountId, grantId: grant?.id ?? null };
    await insertCheckout(trx, { ...made, ...kept, ...by, entitlements: decided.allowed, takenAt, expiresAt });
    await writeUsage(trx, licenseId, decided.usage);
    return made;
  });
  const made = await findCheckout(db, { accountId, token });
  const now = await readClock(db);
  if (!made || made.endedAt || (made.expiresAt && made.expiresAt <= now)) throw ended(input.ClientToken!);
  return made;
}

/** A request that is repeated is answered as before while it holds what it took. */
const ended = (clientToken: string): Fault =>
  new Fault(
    'ResourceNotFoundException',
    `What the ClientToken ${clientToken.slice(0, 255)} checked out was checked in, or lapsed. Use another ClientToken to check out anew.`,
  );

/** What both ways of checking out answer of it, with a statement of the same that the server signed. */
export async function checkoutShape(checkout: IssuedCheckout, tokens: LicenseTokens) {
  const { token, entitlements, nodeId, takenAt, expiresAt, metadata } = checkout;
  const licenseArn = issuedLicenseArn(checkout.ownerId, checkout.licenseId);
  const times = { issuedAt: takenAt.toISOString(), expiration: expiresAt?.toISOString() };
  const signed = await tokens.signCheckout({
    ...{ licenseArn, licenseConsumptionToken: token, ...times, nodeId: nodeId ?? undefined },
    entitlementsAllowed: entitlements.map(({ Name: name, Unit: unit, Value: value }) => ({ name, unit, value })),
    checkoutMetadata: metadata?.map(({ Name: name, Value: value }) => ({ name, value })),
  });
  return {
    LicenseArn: licenseArn,
    LicenseConsumptionToken: token,
    EntitlementsAllowed: entitlements as EntitlementShape[],
    NodeId: nodeId ?? undefined,
    SignedToken: signed,
    IssuedAt: times.issuedAt,
    Expiration: times.expiration,
  };
}
