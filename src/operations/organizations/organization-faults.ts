import { Fault } from '../../fault.ts';

/** A limit or a rule of organizations is in the way; `reason` is one of ConstraintViolationExceptionReason. */
export const violates = (reason: string, message: string): Fault =>
  new Fault('ConstraintViolationException', message, undefined, { Reason: reason });

/** `reason` is one of InvalidInputExceptionReason. */
export const invalidInput = (reason: string, message: string): Fault =>
  new Fault('InvalidInputException', message, undefined, { Reason: reason });

/** `reason` is one of HandshakeConstraintViolationExceptionReason. */
export const violatesHandshake = (reason: string, message: string): Fault =>
  new Fault('HandshakeConstraintViolationException', message, undefined, { Reason: reason });

export const accountNotFound = (id: string): Fault =>
  new Fault('AccountNotFoundException', `The account ${id} is not in this organization.`);

export const unitNotFound = (id: string): Fault =>
  new Fault('OrganizationalUnitNotFoundException', `There is no organizational unit ${id} in this organization.`);

export const parentNotFound = (id: string): Fault =>
  new Fault('ParentNotFoundException', `There is no root or organizational unit ${id} in this organization.`);
