/** The kinds of refusal that every service can give; `wire/fault-names.ts` knows what each service calls them. */
export type CommonFaultKind =
  | 'UnknownOperation'
  | 'NotImplemented'
  | 'MalformedRequest'
  | 'WrongType'
  | 'UnknownMember'
  | 'MissingMember'
  | 'InvalidMember'
  | 'RequestTooLarge'
  | 'MissingAuthentication'
  | 'IncompleteSignature'
  | 'UnknownAccessKey'
  | 'SignatureMismatch'
  | 'RequestExpired'
  | 'ExpiredToken'
  | 'NotAuthorized'
  | 'Unavailable'
  | 'Unwritable'
  | 'Busy'
  | 'Internal';

/** A refusal that any service can give, named for the wire by the service that the request is for. */
export class CommonFault extends Error {
  override readonly name = 'CommonFault';
  readonly kind: CommonFaultKind;

  constructor(kind: CommonFaultKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * A refusal with AWS's own code, such as `InvalidAMIID.NotFound` or `LicenseUsageException`. The HTTP status is the
 * one that the service's schema gives the code, or `status` where the service has no schema for it, or 400.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  readonly status: number | undefined;
  /** What the error's shape has beside the message. */
  readonly members: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status?: number, members: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.members = members;
  }
}
