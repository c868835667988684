import { decodeJson, encodeJson, encodeJsonFault } from './aws-json.ts';
import { nameFault } from './fault-names.ts';
import { formParameters } from './form-parameters.ts';
import { decodeQuery } from './query-decode.ts';
import type { WireRequest } from './request.ts';
import { decodeRestJson } from './rest-json.ts';
import type { OperationShape, Protocol, Service } from './service.ts';
import { encodeAwsQuery, encodeAwsQueryFault, encodeEc2, encodeEc2Fault } from './xml-encode.ts';

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The input of an operation, checked against its schema. Throws a CommonFault. */
export function decodeInput(
  service: Service,
  operation: OperationShape,
  request: WireRequest,
): Record<string, unknown> {
  const { input, route } = operation;
  if (service.protocol === 'awsJson1.1')
    return decodeJson(input, request.body, service.allowances?.get(operation.name));
  if (service.protocol === 'restJson1') return decodeRestJson(input, route!, request);
  return decodeQuery(service.protocol, input, formParameters(request));
}

/** The response that carries an operation's output. */
export function encodeOutput(
  service: Service,
  operation: OperationShape,
  { output, requestId }: { output: unknown; requestId: string },
): WireResponse {
  const headers = headersFor(service.protocol, requestId);
  if (service.protocol === 'awsJson1.1' || service.protocol === 'restJson1')
    return { status: operation.route?.status ?? 200, headers, body: encodeJson(operation.output, output) };
  const encode = service.protocol === 'ec2Query' ? encodeEc2 : encodeAwsQuery;
  const response = { operation: operation.name, xmlNamespace: service.xmlNamespace ?? '', shape: operation.output };
  return { status: 200, headers, body: encode({ ...response, output, requestId }) };
}

/** The response that carries a fault, named as the service names it; any other error is answered as internal. */
export function encodeFault(
  target: { protocol: Protocol; service?: Service | undefined },
  fault: unknown,
  requestId: string,
): WireResponse {
  const { code, status, message } = nameFault(target, fault);
  const headers = headersFor(target.protocol, requestId);
  if (target.protocol === 'awsJson1.1' || target.protocol === 'restJson1')
    return { status, headers: { ...headers, 'x-amzn-errortype': code }, body: encodeJsonFault(code, message) };
  if (target.protocol === 'ec2Query') return { status, headers, body: encodeEc2Fault({ code, message, requestId }) };
  const type = status >= 500 ? 'Receiver' : 'Sender';
  const xmlNamespace = target.service?.xmlNamespace ?? '';
  return { status, headers, body: encodeAwsQueryFault({ code, message, requestId, type, xmlNamespace }) };
}

const CONTENT_TYPES: Record<Protocol, string> = {
  'awsJson1.1': 'application/x-amz-json-1.1',
  restJson1: 'application/json',
  ec2Query: 'text/xml;charset=UTF-8',
  awsQuery: 'text/xml',
};

const headersFor = (protocol: Protocol, requestId: string): Record<string, string> => ({
  'content-type': CONTENT_TYPES[protocol],
  'x-amzn-requestid': requestId,
});
