import { issuedLicenseArn, licenseConfigurationArn } from '../arn.ts';

/**
 * What tags here are of, by the word they are kept under, and CloudFormation's name of it, which Resource Groups goes by (its
 * user guide, supported resource types).
 */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['instance', 'AWS::EC2::Instance'],
  ['image', 'AWS::EC2::Image'],
  ['snapshot', 'AWS::EC2::Snapshot'],
  ['volume', 'AWS::EC2::Volume'],
  ['network-interface', 'AWS::EC2::NetworkInterface'],
  ['dedicated-host', 'AWS::EC2::Host'],
  ['launch-template', 'AWS::EC2::LaunchTemplate'],
  ['key-pair', 'AWS::EC2::KeyPair'],
  ['placement-group', 'AWS::EC2::PlacementGroup'],
  ['fleet', 'AWS::EC2::EC2Fleet'],
  ['spot-fleet-request', 'AWS::EC2::SpotFleet'],
  ['spot-instances-request', 'AWS::EC2::SpotInstanceRequest'],
  ['vpc', 'AWS::EC2::VPC'],
  ['subnet', 'AWS::EC2::Subnet'],
  ['security-group', 'AWS::EC2::SecurityGroup'],
  ['internet-gateway', 'AWS::EC2::InternetGateway'],
  ['natgateway', 'AWS::EC2::NatGateway'],
  ['route-table', 'AWS::EC2::RouteTable'],
  ['elastic-ip', 'AWS::EC2::EIP'],
  ['license-configuration', 'AWS::LicenseManager::LicenseConfiguration'],
  ['license', 'AWS::LicenseManager::License'],
  ['managed-instance', 'AWS::SSM::ManagedInstance'],
  ['db', 'AWS::RDS::DBInstance'],
  ['og', 'AWS::RDS::OptionGroup'],
  ['topic', 'AWS::SNS::Topic'],
  ['alarm', 'AWS::CloudWatch::Alarm'],
  ['resource-share', 'AWS::RAM::ResourceShare'],
  ['resource-group', 'AWS::ResourceGroups::Group'],
]);

/** The filter that stands for every type. */
export const ALL_SUPPORTED = 'AWS::AllSupported';

/** The words that tags of these types are kept under; a type that nothing here is of has none. */
export const wordsOf = (types: readonly string[]): string[] =>
  [...TYPES].flatMap(([word, type]) => (types.includes(ALL_SUPPORTED) || types.includes(type) ? [word] : []));

/** A resource by its tags. */
export interface TaggedResource {
  readonly accountId: string;
  readonly region: string;
  /** An ARN, or the id that EC2, License Manager, Systems Manager or RDS knows it by. */
  readonly id: string;
  /** The word that its tags are kept under, which is in ARNs of EC2 as well. */
  readonly word: string;
  /** Of a database, whose ARN has it in place of the id. */
  readonly identifier: string | null;
}

/** ARN and type of a resource as Resource Groups prints them. */
export const resourceIdentifier = (resource: TaggedResource) => ({
  ResourceArn: resource.id.startsWith('arn:') ? resource.id : arnOf(resource),
  ResourceType: TYPES.get(resource.word)!,
});

function arnOf({ accountId, region, id, word, identifier }: TaggedResource): string {
  switch (word) {
    case 'license-configuration':
      return licenseConfigurationArn({ accountId, region }, id);
    case 'license':
      return issuedLicenseArn(accountId, id);
    case 'managed-instance':
      return `arn:aws:ssm:${region}:${accountId}:managed-instance/${id}`;
    case 'db':
      return `arn:aws:rds:${region}:${accountId}:db:${identifier ?? id}`;
    case 'image':
    case 'snapshot':
      return `arn:aws:ec2:${region}::${word}/${id}`;
    default:
      return `arn:aws:ec2:${region}:${accountId}:${word}/${id}`;
  }
}
