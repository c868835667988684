import { Fault } from '../../fault.ts';

export const invalidParameter = (message: string): Fault => new Fault('InvalidParameterException', message);

export const malformedArn = (message: string): Fault => new Fault('MalformedArnException', message);

export const unknownResource = (message: string): Fault => new Fault('UnknownResourceException', message);

export const notPermitted = (message: string): Fault => new Fault('OperationNotPermittedException', message);
