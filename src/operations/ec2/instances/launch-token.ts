import { hash } from 'node:crypto';
import type { RequestContext } from '../../../operation.ts';
import { findStoredToken } from '../../../views/ec2/launch-token.ts';
import { tokenMismatch } from '../refusal-fault.ts';

export interface LaunchToken {
  readonly value: string;
  readonly inputHash: string;
}

interface TokenRequest {
  readonly ClientToken?: string | undefined;
  readonly DryRun?: boolean | undefined;
}

/** The client token of a request with a hash of what it came with, whatever the order of the members. */
export function launchTokenOf({ ClientToken, DryRun, ...parameters }: TokenRequest): LaunchToken | undefined {
  if (!ClientToken) return undefined;
  return { value: ClientToken, inputHash: hash('sha256', sortedJson(parameters), 'base64url') };
}

/** JSON whose members are in the order of their names. */
function sortedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join()}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${sortedJson(member)}`)
    .join()}}`;
}

/**
 * The reservation that an earlier request with the token made, or undefined. The ledger looks again when it decides; this
 * look comes before the launch template's, which may be gone or changed since.
 */
export async function findEarlierReservation(token: LaunchToken, context: RequestContext): Promise<string | undefined> {
  const { accountId, region, action } = context;
  const stored = await findStoredToken(context.db, { accountId, region, action, token: token.value });
  if (stored && stored.inputHash !== token.inputHash) throw tokenMismatch();
  return stored?.outcome.reservationId;
}
