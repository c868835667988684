import { Fault } from '../fault.ts';
import { beginSlices } from '../slices.ts';
import { decodeJson, encodeJson, encodeJsonFault } from './aws-json.ts';
import { nameFault } from './fault-names.ts';
import { formParameters } from './form-parameters.ts';
import { decodeQuery } from './query-decode.ts';
import type { WireRequest } from './request.ts';
import { decodeRestJson } from './rest-json.ts';
import { isJson, type OperationShape, type Protocol, type Service } from './service.ts';
import { unpackBody } from './unpack-body.ts';
import { encodeAwsQueryFault, encodeEc2Fault, encodeRestXmlFault, writeAwsQuery, writeEc2 } from './xml-encode.ts';

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A long one comes in parts. */
  readonly body: string | readonly Buffer[];
}

/** The input of an operation, checked against its schema. Throws a CommonFault. */
export function decodeInput(
  service: Service,
  operation: OperationShape,
  request: WireRequest,
): Record<string, unknown> {
  const { input, route } = operation;
  const { protocol } = service;
  if (protocol === 'restJson1') return decodeRestJson(input, route!, request);
  if (protocol === 'ec2Query' || protocol === 'awsQuery') return decodeQuery(protocol, input, formParameters(request));
  const { refusesUnknown } = service;
  const allowance = { ...service.allowances?.get(operation.name), refusesUnknown };
  return decodeJson(input, unpackBody(request, allowance.bodyBytes), allowance);
}

/** The response that carries an operation's output, written in slices. */
export async function encodeOutput(
  service: Service,
  operation: OperationShape,
  { output, requestId }: { output: unknown; requestId: string },
): Promise<WireResponse> {
  const headers = headersFor(service.protocol, requestId);
  if (isJson(service.protocol))
    return { status: operation.route?.status ?? 200, headers, body: encodeJson(operation.output, output) };
  const { xmlNamespace = '' } = service;
  const response = { operation: operation.name, xmlNamespace, shape: operation.output, output, requestId };
  const write = service.protocol === 'ec2Query' ? writeEc2 : writeAwsQuery;
  return { status: 200, headers, body: await inParts((out) => write(out, response)) };
}

/** Texts of a part of a long body. A body that has fewer is of one piece. */
const PART = 4_000;

/** What a writer writes, which yields where others may go between. */
async function inParts(write: (out: string[]) => Iterable<undefined>): Promise<string | Buffer[]> {
  const slices = beginSlices();
  const parts: Buffer[] = [];
  const out: string[] = [];
  for (const _ of write(out)) {
    if (out.length < PART) continue;
    parts.push(Buffer.from(out.join('')));
    out.length = 0;
    if (slices.over()) await slices.next();
  }
  const rest = out.join('');
  return parts.length === 0 ? rest : [...parts, Buffer.from(rest)];
}

/** The response that carries a fault, named as the service names it; any other error is answered as internal. */
export function encodeFault(
  target: { protocol: Protocol; service?: Service | undefined },
  fault: unknown,
  requestId: string,
): WireResponse {
  const { code, status, message } = nameFault(target, fault);
  const members = fault instanceof Fault ? fault.members : {};
  const headers = headersFor(target.protocol, requestId);
  if (isJson(target.protocol))
    return {
      status,
      headers: {
        ...headers,
        'x-amzn-errortype': code,
        ...(target.service?.namesQueryErrors && { 'x-amzn-query-error': `${code};${faultSide(status)}` }),
      },
      body: encodeJsonFault(code, message, members),
    };
  if (target.protocol === 'ec2Query') return { status, headers, body: encodeEc2Fault({ code, message, requestId }) };
  if (target.protocol === 'restXml') return { status, headers, body: encodeRestXmlFault({ code, message, requestId }) };
  const type = faultSide(status);
  const xmlNamespace = target.service?.xmlNamespace ?? '';
  return { status, headers, body: encodeAwsQueryFault({ code, message, requestId, type, xmlNamespace }) };
}

/** Whose fault it is, in the query protocol's words. */
const faultSide = (status: number): 'Sender' | 'Receiver' => (status >= 500 ? 'Receiver' : 'Sender');

const CONTENT_TYPES: Record<Protocol, string> = {
  'awsJson1.0': 'application/x-amz-json-1.0',
  'awsJson1.1': 'application/x-amz-json-1.1',
  restJson1: 'application/json',
  ec2Query: 'text/xml;charset=UTF-8',
  awsQuery: 'text/xml',
  restXml: 'application/xml',
};

const headersFor = (protocol: Protocol, requestId: string): Record<string, string> => ({
  'content-type': CONTENT_TYPES[protocol],
  'x-amzn-requestid': requestId,
});
