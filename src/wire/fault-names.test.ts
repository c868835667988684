import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommonFault, type CommonFaultKind, Fault } from '../fault.ts';
import { encodeFault } from './codec.ts';
import { nameFault } from './fault-names.ts';
import { serviceNamed } from './services.ts';

const ec2 = serviceNamed('ec2');
const headroom = serviceNamed('headroom');
const licenseManager = serviceNamed('license-manager');
const resourceGroups = serviceNamed('resource-groups');
const sts = serviceNamed('sts');

const table: readonly [CommonFaultKind, licenseManager: string, ec2: string, sts: string, resourceGroups: string][] = [
  [
    'UnknownOperation',
    'UnknownOperationException 400',
    'InvalidAction 400',
    'InvalidAction 400',
    'UnknownOperationException 404',
  ],
  [
    'NotImplemented',
    'ValidationException 400',
    'UnsupportedOperation 400',
    'ValidationError 400',
    'BadRequestException 400',
  ],
  [
    'MalformedRequest',
    'SerializationException 400',
    'MalformedQueryString 400',
    'MalformedQueryString 400',
    'SerializationException 400',
  ],
  [
    'WrongType',
    'SerializationException 400',
    'InvalidParameterValue 400',
    'ValidationError 400',
    'SerializationException 400',
  ],
  [
    'UnknownMember',
    'InvalidParameterValueException 400',
    'UnknownParameter 400',
    'ValidationError 400',
    'BadRequestException 400',
  ],
  [
    'MissingMember',
    'InvalidParameterValueException 400',
    'MissingParameter 400',
    'ValidationError 400',
    'BadRequestException 400',
  ],
  [
    'InvalidMember',
    'InvalidParameterValueException 400',
    'InvalidParameterValue 400',
    'ValidationError 400',
    'BadRequestException 400',
  ],
  [
    'RequestTooLarge',
    'RequestEntityTooLargeException 413',
    'RequestEntityTooLarge 413',
    'RequestEntityTooLarge 413',
    'RequestEntityTooLargeException 413',
  ],
  [
    'MissingAuthentication',
    'MissingAuthenticationTokenException 400',
    'AuthFailure 401',
    'MissingAuthenticationToken 403',
    'MissingAuthenticationTokenException 403',
  ],
  [
    'IncompleteSignature',
    'IncompleteSignatureException 400',
    'IncompleteSignature 400',
    'IncompleteSignature 400',
    'IncompleteSignatureException 403',
  ],
  [
    'UnknownAccessKey',
    'UnrecognizedClientException 400',
    'AuthFailure 401',
    'InvalidClientTokenId 403',
    'UnrecognizedClientException 403',
  ],
  [
    'SignatureMismatch',
    'InvalidSignatureException 400',
    'AuthFailure 401',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 403',
  ],
  [
    'RequestExpired',
    'InvalidSignatureException 400',
    'RequestExpired 400',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 403',
  ],
  [
    'NotAuthorized',
    'AccessDeniedException 401',
    'UnauthorizedOperation 403',
    'AccessDenied 403',
    'ForbiddenException 403',
  ],
  [
    'Unavailable',
    'ServiceUnavailableException 503',
    'Unavailable 503',
    'ServiceUnavailable 503',
    'ServiceUnavailableException 503',
  ],
  [
    'Internal',
    'ServerInternalException 500',
    'InternalError 500',
    'InternalFailure 500',
    'InternalServerErrorException 500',
  ],
];

for (const [kind, ...names] of table)
  test(`${kind} has its name and status in every service`, () => {
    const named = [licenseManager, ec2, sts, resourceGroups].map((service) => {
      const { code, status } = nameFault({ protocol: service.protocol, service }, new CommonFault(kind, 'why'));
      return `${code} ${status}`;
    });
    assert.deepEqual(named, names);
  });

test("AWS's own words come before the reason where clients look for them", () => {
  const message = (service: typeof ec2, kind: CommonFaultKind) =>
    nameFault({ protocol: service.protocol, service }, new CommonFault(kind, 'why')).message;
  assert.equal(message(ec2, 'SignatureMismatch'), 'AWS was not able to validate the provided access credentials: why');
  assert.equal(message(sts, 'UnknownAccessKey'), 'The security token included in the request is invalid. why');
  assert.equal(message(licenseManager, 'InvalidMember'), 'why');
});

test("a fault's status is its own, else the schema's, else the code's, else 400", () => {
  const status = (service: typeof ec2, fault: Fault) =>
    nameFault({ protocol: service.protocol, service }, fault).status;
  assert.equal(status(licenseManager, new Fault('LicenseUsageException', 'm', 409)), 409);
  assert.equal(status(licenseManager, new Fault('LicenseUsageException', 'm')), 412);
  assert.equal(status(sts, new Fault('IDPRejectedClaim', 'm')), 403);
  assert.equal(status(ec2, new Fault('DryRunOperation', 'm')), 412);
  assert.equal(status(ec2, new Fault('InternalError', 'm')), 500);
  assert.equal(status(ec2, new Fault('InvalidAMIID.NotFound', 'm')), 400);
  assert.equal(
    nameFault({ protocol: 'awsJson1.1', service: headroom }, new CommonFault('NotAuthorized', 'm')).status,
    400,
  );
});

test('an error that is no fault says nothing of itself', () => {
  const { code, status, message } = nameFault({ protocol: 'awsJson1.1' }, new TypeError('secret detail'));
  assert.deepEqual([code, status], ['ServerInternalException', 500]);
  assert.ok(!message.includes('secret'));
});

test('a JSON fault carries its code in the body and in a header', () => {
  const fault = new CommonFault('WrongType', 'why');
  assert.deepEqual(encodeFault({ protocol: 'awsJson1.1', service: licenseManager }, fault, 'r-1'), {
    status: 400,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': 'r-1',
      'x-amzn-errortype': 'SerializationException',
    },
    body: '{"__type":"SerializationException","Message":"why"}',
  });
});
