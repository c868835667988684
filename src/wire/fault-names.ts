import { CommonFault, type CommonFaultKind, Fault } from '../fault.ts';
import type { Protocol, Service } from './service.ts';

export interface NamedFault {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** Code, HTTP status where it is not 400, and AWS's own words that come before what Headroom has to say. */
type Name = readonly [code: string, status?: number, lead?: string];

const JSON_NAMES: Record<CommonFaultKind, Name> = {
  UnknownOperation: ['UnknownOperationException'],
  NotImplemented: ['ValidationException'],
  MalformedRequest: ['SerializationException'],
  WrongType: ['SerializationException'],
  UnknownMember: ['InvalidParameterValueException'],
  MissingMember: ['InvalidParameterValueException'],
  InvalidMember: ['InvalidParameterValueException'],
  RequestTooLarge: ['RequestEntityTooLargeException', 413],
  MissingAuthentication: ['MissingAuthenticationTokenException'],
  IncompleteSignature: ['IncompleteSignatureException'],
  UnknownAccessKey: ['UnrecognizedClientException', 400, 'The security token included in the request is invalid. '],
  SignatureMismatch: ['InvalidSignatureException'],
  RequestExpired: ['InvalidSignatureException'],
  ExpiredToken: ['ExpiredTokenException'],
  NotAuthorized: ['AccessDeniedException'],
  Unavailable: ['ServiceUnavailableException', 503],
  Unwritable: ['ServiceUnavailableException', 503],
  Busy: ['ThrottlingException'],
  Internal: ['ServerInternalException', 500],
};

/** The names of Resource Groups where it models one, else those of the JSON protocol; REST tells more by the status. */
const REST_JSON_NAMES: Record<CommonFaultKind, Name> = {
  UnknownOperation: ['UnknownOperationException', 404],
  // What Terraform takes for an answer to GetGroupQuery: that the group has a configuration and no query.
  NotImplemented: ['BadRequestException'],
  MalformedRequest: ['SerializationException'],
  WrongType: ['SerializationException'],
  UnknownMember: ['BadRequestException'],
  MissingMember: ['BadRequestException'],
  InvalidMember: ['BadRequestException'],
  RequestTooLarge: ['RequestEntityTooLargeException', 413],
  MissingAuthentication: ['MissingAuthenticationTokenException', 403],
  IncompleteSignature: ['IncompleteSignatureException', 403],
  UnknownAccessKey: ['UnrecognizedClientException', 403, 'The security token included in the request is invalid. '],
  SignatureMismatch: ['InvalidSignatureException', 403],
  RequestExpired: ['InvalidSignatureException', 403],
  ExpiredToken: ['ExpiredTokenException', 403],
  NotAuthorized: ['ForbiddenException', 403],
  Unavailable: ['ServiceUnavailableException', 503],
  Unwritable: ['ServiceUnavailableException', 503],
  Busy: ['ThrottlingException'],
  Internal: ['InternalServerErrorException', 500],
};

const NOT_VALIDATED: Name = ['AuthFailure', 401, 'AWS was not able to validate the provided access credentials: '];

const EC2_NAMES: Record<CommonFaultKind, Name> = {
  UnknownOperation: ['InvalidAction'],
  NotImplemented: ['UnsupportedOperation'],
  MalformedRequest: ['MalformedQueryString'],
  WrongType: ['InvalidParameterValue'],
  UnknownMember: ['UnknownParameter'],
  MissingMember: ['MissingParameter'],
  InvalidMember: ['InvalidParameterValue'],
  RequestTooLarge: ['RequestEntityTooLarge', 413],
  MissingAuthentication: NOT_VALIDATED,
  IncompleteSignature: ['IncompleteSignature'],
  UnknownAccessKey: NOT_VALIDATED,
  SignatureMismatch: NOT_VALIDATED,
  RequestExpired: ['RequestExpired', 400, 'Request has expired. '],
  ExpiredToken: ['RequestExpired', 400, 'Request has expired. '],
  NotAuthorized: ['UnauthorizedOperation', 403, 'You are not authorized to perform this operation. '],
  Unavailable: ['Unavailable', 503],
  Unwritable: ['Unavailable', 503],
  Busy: ['RequestLimitExceeded', 503],
  Internal: ['InternalError', 500],
};

const QUERY_NAMES: Record<CommonFaultKind, Name> = {
  UnknownOperation: ['InvalidAction'],
  NotImplemented: ['ValidationError'],
  MalformedRequest: ['MalformedQueryString'],
  WrongType: ['ValidationError'],
  UnknownMember: ['ValidationError'],
  MissingMember: ['ValidationError'],
  InvalidMember: ['ValidationError'],
  RequestTooLarge: ['RequestEntityTooLarge', 413],
  MissingAuthentication: ['MissingAuthenticationToken', 403],
  IncompleteSignature: ['IncompleteSignature'],
  UnknownAccessKey: ['InvalidClientTokenId', 403, 'The security token included in the request is invalid. '],
  SignatureMismatch: ['SignatureDoesNotMatch', 403],
  RequestExpired: ['SignatureDoesNotMatch', 403],
  ExpiredToken: ['ExpiredToken', 403],
  NotAuthorized: ['AccessDenied', 403],
  Unavailable: ['ServiceUnavailable', 503],
  Unwritable: ['ServiceUnavailable', 503],
  Busy: ['Throttling'],
  Internal: ['InternalFailure', 500],
};

const NAMES: Record<Protocol, Record<CommonFaultKind, Name>> = {
  'awsJson1.0': JSON_NAMES,
  'awsJson1.1': JSON_NAMES,
  restJson1: REST_JSON_NAMES,
  ec2Query: EC2_NAMES,
  awsQuery: QUERY_NAMES,
  restXml: QUERY_NAMES,
};

const INVALID: ReadonlySet<CommonFaultKind> = new Set(['UnknownMember', 'MissingMember', 'InvalidMember']);

const ownName = (service: Service | undefined, kind: CommonFaultKind): string | undefined => {
  if (INVALID.has(kind)) return service?.invalidInput;
  return kind === 'NotAuthorized' ? service?.notAuthorized : undefined;
};

/** Statuses of codes that operations use and no schema lists: EC2 has no error schemas. */
const STATUSES: Record<Protocol, Map<string, number>> = {
  'awsJson1.0': statusesOf(JSON_NAMES),
  'awsJson1.1': statusesOf(JSON_NAMES),
  restJson1: statusesOf(REST_JSON_NAMES),
  ec2Query: statusesOf(EC2_NAMES).set('DryRunOperation', 412),
  awsQuery: statusesOf(QUERY_NAMES),
  restXml: statusesOf(QUERY_NAMES),
};

/** What a service calls an error, with its HTTP status. Whatever is no fault at all is an internal error. */
export function nameFault(target: { protocol: Protocol; service?: Service | undefined }, error: unknown): NamedFault {
  const { protocol, service } = target;
  const status = (code: string) => service?.errorStatus(code) ?? STATUSES[protocol].get(code) ?? 400;
  if (error instanceof Fault)
    return { code: error.code, status: error.status ?? status(error.code), message: error.message };
  const fault = error instanceof CommonFault ? error : new CommonFault('Internal', 'An internal error occurred.');
  const [name, usual, lead = ''] = NAMES[protocol][fault.kind];
  const code = ownName(service, fault.kind) ?? name;
  return { code, status: service?.errorStatus(code) ?? usual ?? 400, message: lead + fault.message };
}

function statusesOf(names: Record<CommonFaultKind, Name>): Map<string, number> {
  return new Map(Object.values(names).map(([code, status = 400]) => [code, status]));
}
