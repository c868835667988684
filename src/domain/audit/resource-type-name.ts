import { parseArn } from '../arn.ts';

/** CloudFormation's names of services, which types of resources begin with. */
const SERVICES: Readonly<Record<string, string>> = {
  ec2: 'EC2',
  iam: 'IAM',
  'license-manager': 'LicenseManager',
  organizations: 'Organizations',
  rds: 'RDS',
  'resource-groups': 'ResourceGroups',
  ssm: 'SSM',
  sns: 'SNS',
};

/** Types whose CloudFormation name is not that of their ARN. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::EC2::Image': 'AWS::EC2::Ami',
  'AWS::EC2::DedicatedHost': 'AWS::EC2::Host',
  'AWS::EC2::Vpc': 'AWS::EC2::VPC',
  'AWS::EC2::ElasticIp': 'AWS::EC2::EIP',
  'AWS::EC2::Natgateway': 'AWS::EC2::NatGateway',
  'AWS::IAM::Policy': 'AWS::IAM::ManagedPolicy',
  'AWS::RDS::Db': 'AWS::RDS::DBInstance',
  'AWS::RDS::Og': 'AWS::RDS::OptionGroup',
};

/** A type as CloudTrail has it, such as `AWS::EC2::Instance`; undefined for what is no resource of a service here. */
export function resourceTypeName(text: string): string | undefined {
  const arn = parseArn(text);
  const service = arn && Object.hasOwn(SERVICES, arn.service) ? SERVICES[arn.service] : undefined;
  const kind = service === 'SNS' ? 'topic' : arn && /^([a-z][a-z-]*)[/:]/.exec(arn.resource)?.[1];
  if (!service || !kind) return undefined;
  const name = `AWS::${service}::${kind.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}`;
  return Object.hasOwn(NAMES, name) ? NAMES[name] : name;
}

/** What LookupEvents calls a resource: the part of its ARN that names it, which is all of it where that is short. */
export const resourceNameOf = (arn: string): string =>
  arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
