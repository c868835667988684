import { isRegion } from '../domain/networks/network.ts';
import { type Principal, rootArn } from '../domain/principal.ts';
import { CommonFault } from '../fault.ts';
import type { WireRequest } from '../wire/request.ts';
import { parseSignature, verifySignature } from '../wire/sigv4.ts';
import type { AccessKeys } from './access-keys.ts';

/** Who signed a request, and for which Region. */
export interface Caller {
  readonly principal: Principal;
  readonly region: string;
}

/** Proves who signed a request. Throws a CommonFault where nobody known did, or for another service. */
export async function authenticate(
  request: WireRequest,
  { accessKeys, now, service }: { accessKeys: AccessKeys; now: Date; service: string | undefined },
): Promise<Caller> {
  const signature = parseSignature(request);
  const accessKey = await accessKeys.findAccessKey(signature.accessKeyId);
  if (!accessKey)
    throw new CommonFault('UnknownAccessKey', `No account has the access key ${signature.accessKeyId.slice(0, 128)}.`);
  verifySignature(request, signature, { secretAccessKey: accessKey.secret, now, ...(service && { service }) });
  const { region, accessKeyId, sessionToken } = signature;
  if (sessionToken !== undefined)
    throw new CommonFault(
      'UnknownAccessKey',
      `The access key ${accessKeyId} is a root key and has no session token; unset AWS_SESSION_TOKEN.`,
    );
  if (!isRegion(region))
    throw new CommonFault(
      'SignatureMismatch',
      `The credential is scoped to '${region}', which is no Region; DescribeRegions lists them.`,
    );
  const { accountId, operator } = accessKey;
  return { principal: { kind: 'root', accountId, arn: rootArn(accountId), accessKeyId, operator }, region };
}
