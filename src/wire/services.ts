import { ec2MessagesSchemas } from './ec2-messages-schemas.ts';
import { headroomSchemas } from './headroom-schemas.ts';
import { type Allowance, defineService, type Service, type ServiceDescription } from './service.ts';
import { signinSchemas } from './signin-schemas.ts';
import { ssmAgentSchemas } from './ssm-agent-schemas.ts';

const MB = 1024 * 1024;

// A service that is spoken to in two protocols has an entry for each.
const descriptions: readonly ServiceDescription[] = [
  {
    id: 'license-manager',
    title: 'AWS License Manager',
    client: 'license-manager',
    protocol: 'awsJson1.1',
    targetPrefix: 'AWSLicenseManager',
  },
  {
    id: 'ec2',
    title: 'Amazon EC2',
    client: 'ec2',
    protocol: 'ec2Query',
    version: '2016-11-15',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  },
  {
    id: 'resource-groups',
    title: 'AWS Resource Groups',
    client: 'resource-groups',
    protocol: 'restJson1',
  },
  {
    id: 'rds',
    title: 'Amazon RDS',
    client: 'rds',
    protocol: 'awsQuery',
    version: '2014-10-31',
    xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
    invalidInput: 'InvalidParameterValue',
  },
  {
    id: 'ssm',
    title: 'AWS Systems Manager',
    client: 'ssm',
    schemas: ssmAgentSchemas,
    protocol: 'awsJson1.1',
    targetPrefix: 'AmazonSSM',
    invalidInput: 'ValidationException',
    allowances: new Map<string, Allowance>([
      // Ten megabytes of content, and what stands around it.
      ['PutInventory', { bodyBytes: 11 * MB, listItems: 200_000 }],
    ]),
  },
  {
    id: 'ec2messages',
    title: 'EC2 message delivery',
    schemas: ec2MessagesSchemas,
    protocol: 'awsJson1.1',
    targetPrefix: 'EC2WindowsMessageDeliveryService',
  },
  {
    id: 'monitoring',
    actionPrefix: 'cloudwatch',
    title: 'Amazon CloudWatch',
    client: 'cloudwatch',
    protocol: 'awsJson1.0',
    targetPrefix: 'GraniteServiceVersion20100801',
    namesQueryErrors: true,
    invalidInput: 'ValidationError',
  },
  {
    id: 'monitoring',
    actionPrefix: 'cloudwatch',
    title: 'Amazon CloudWatch',
    client: 'cloudwatch',
    protocol: 'awsQuery',
    version: '2010-08-01',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    invalidInput: 'ValidationError',
  },
  {
    id: 'sts',
    title: 'AWS STS',
    client: 'sts',
    protocol: 'awsQuery',
    version: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  },
  {
    id: 'organizations',
    title: 'AWS Organizations',
    client: 'organizations',
    protocol: 'awsJson1.1',
    targetPrefix: 'AWSOrganizationsV20161128',
    invalidInput: 'InvalidInputException',
  },
  {
    id: 'iam',
    title: 'AWS IAM',
    client: 'iam',
    protocol: 'awsQuery',
    version: '2010-05-08',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  },
  {
    id: 'ram',
    title: 'AWS RAM',
    client: 'ram',
    protocol: 'restJson1',
    invalidInput: 'InvalidParameterException',
    notAuthorized: 'AccessDeniedException',
  },
  {
    id: 'cloudtrail',
    title: 'AWS CloudTrail',
    client: 'cloudtrail',
    protocol: 'awsJson1.1',
    targetPrefix: 'CloudTrail_20131101',
  },
  {
    id: 'sns',
    title: 'Amazon SNS',
    client: 'sns',
    protocol: 'awsQuery',
    version: '2010-03-31',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    invalidInput: 'InvalidParameter',
    notAuthorized: 'AuthorizationError',
  },
  {
    id: 'signin',
    title: 'AWS Sign-In',
    schemas: signinSchemas,
    protocol: 'awsJson1.1',
    targetPrefix: 'SignIn',
    refusesUnknown: true,
  },
  {
    id: 'headroom',
    title: 'Headroom',
    schemas: headroomSchemas,
    protocol: 'awsJson1.1',
    targetPrefix: 'Headroom',
    refusesUnknown: true,
  },
];

/** Every service that is offered, once for each protocol that it speaks. */
export const services: readonly Service[] = descriptions.map(defineService);

/** The service of that id. Throws where there is none. */
export function serviceNamed(id: string): Service {
  const service = services.find((candidate) => candidate.id === id);
  if (!service) throw new Error(`There is no service ${id} in src/wire/services.ts`);
  return service;
}
