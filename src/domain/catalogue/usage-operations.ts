// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html
const platforms: Readonly<Record<string, string>> = {
  RunInstances: 'Linux/UNIX',
  'RunInstances:0002': 'Windows',
  'RunInstances:0800': 'Windows BYOL',
  'RunInstances:0202': 'Windows with SQL Server Web',
  'RunInstances:0006': 'Windows with SQL Server Standard',
  'RunInstances:0102': 'Windows with SQL Server Enterprise',
  'RunInstances:0200': 'SQL Server Web',
  'RunInstances:0004': 'SQL Server Standard',
  'RunInstances:0100': 'SQL Server Enterprise',
  'RunInstances:0010': 'Red Hat Enterprise Linux',
  'RunInstances:00g0': 'Red Hat BYOL Linux',
  'RunInstances:1010': 'Red Hat Enterprise Linux with HA',
  'RunInstances:0210': 'Red Hat Enterprise Linux with SQL Server Web',
  'RunInstances:0014': 'Red Hat Enterprise Linux with SQL Server Standard',
  'RunInstances:0110': 'Red Hat Enterprise Linux with SQL Server Enterprise',
  'RunInstances:1014': 'Red Hat Enterprise Linux with SQL Server Standard and HA',
  'RunInstances:1110': 'Red Hat Enterprise Linux with SQL Server Enterprise and HA',
  'RunInstances:000g': 'SUSE Linux',
  'RunInstances:0g00': 'Ubuntu Pro',
};

/** What EC2 calls the platform that a usage operation bills, such as `Windows with SQL Server Web`, or undefined. */
export const platformDetails = (usageOperation: string): string | undefined =>
  Object.hasOwn(platforms, usageOperation) ? platforms[usageOperation] : undefined;
