import { idFromSeed } from '../ids.ts';
import type { LaunchImage, PublicSource } from '../images/image.ts';
import { isRegion } from '../networks/network.ts';
import { platformDetails } from './usage-operations.ts';

/** An image that every account may launch, present in every Region under an id of that Region. */
export interface PublicImage extends LaunchImage {
  readonly name: string;
  readonly description: string;
  readonly architecture: Architecture;
  readonly ownerAlias: 'amazon' | 'aws-marketplace' | undefined;
  readonly publicSource: PublicSource;
  readonly creationDate: Date;
  readonly rootSnapshotId: string;
  readonly rootVolumeSizeGiB: number;
  readonly rootVolumeType: 'gp2' | 'gp3';
  readonly virtualizationType: 'hvm';
  readonly enaSupport: true;
}

type Architecture = 'x86_64' | 'arm64' | 'x86_64_mac' | 'arm64_mac';
type Owner =
  | 'amazon'
  | 'ecs'
  | 'eks'
  | 'apple'
  | 'canonical'
  | 'debian'
  | 'marketplace'
  | 'redhat'
  | 'suse'
  | 'windows';

type Columns = [
  Owner,
  name: string,
  rootDevice: string,
  size: string,
  code: string,
  description: string,
  product?: string,
];

// The accounts that own these images on AWS.
const ownerIds: Readonly<Record<Owner, string>> = {
  amazon: '137112412989',
  apple: '628277914472',
  canonical: '099720109477',
  debian: '136693071363',
  ecs: '591542846629',
  eks: '602401143452',
  marketplace: '679593333241',
  redhat: '309956199498',
  suse: '013907871322',
  windows: '801119661308',
};
const aliases: Readonly<Partial<Record<Owner, PublicImage['ownerAlias']>>> = {
  amazon: 'amazon',
  apple: 'amazon',
  ecs: 'amazon',
  eks: 'amazon',
  marketplace: 'aws-marketplace',
  suse: 'amazon',
  windows: 'amazon',
};

// AWS's own names, so that name filters written for AWS find them. Columns: owner | name | root device | GiB | usage
// operation without its RunInstances | description | product code of AWS Marketplace. `ARCH` stands for an x86_64 and an arm64 image,
// `MAC` for one of an Intel Mac, whose name ends there, and one of a Mac of Apple silicon.
const rows = `
amazon | al2023-ami-2023.8.20260801.0-kernel-6.1-ARCH | /dev/xvda | 8 | | Amazon Linux 2023 AMI HVM kernel-6.1
amazon | amzn2-ami-kernel-5.10-hvm-2.0.20260801.0-ARCH-gp2 | /dev/xvda | 8 | | Amazon Linux 2 Kernel 5.10 AMI HVM gp2
amazon | al2023-ami-2023.8.20260801.0-kernel-6.12-ARCH | /dev/xvda | 8 | | Amazon Linux 2023 AMI HVM kernel-6.12
amazon | al2023-ami-minimal-2023.8.20260801.0-kernel-6.1-ARCH | /dev/xvda | 2 | | Amazon Linux 2023 AMI minimal HVM kernel-6.1
amazon | amzn2-ami-hvm-2.0.20260801.0-ARCH-gp2 | /dev/xvda | 8 | | Amazon Linux 2 AMI HVM gp2
amazon | amzn2-ami-hvm-2.0.20260801.0-ARCH-ebs | /dev/xvda | 8 | | Amazon Linux 2 AMI HVM ebs
amazon | amzn2-ami-minimal-hvm-2.0.20260801.0-ARCH-ebs | /dev/xvda | 2 | | Amazon Linux 2 AMI minimal HVM ebs
amazon | amzn-ami-hvm-2018.03.0.20231218.0-x86_64-gp2 | /dev/xvda | 8 | | Amazon Linux AMI HVM gp2
amazon | amzn-ami-hvm-2018.03.0.20231218.0-x86_64-ebs | /dev/xvda | 8 | | Amazon Linux AMI HVM ebs
amazon | amzn-ami-minimal-hvm-2018.03.0.20231218.0-x86_64-ebs | /dev/xvda | 2 | | Amazon Linux AMI minimal HVM ebs
ecs | amzn2-ami-ecs-hvm-2.0.20260801-ARCH-ebs | /dev/xvda | 30 | | Amazon Linux 2 for Amazon ECS
ecs | amzn2-ami-ecs-kernel-5.10-hvm-2.0.20260801-ARCH-ebs | /dev/xvda | 30 | | Amazon Linux 2 for Amazon ECS, kernel 5.10
ecs | al2023-ami-ecs-hvm-2023.0.20260801-kernel-6.1-ARCH | /dev/xvda | 30 | | Amazon Linux 2023 for Amazon ECS
eks | amazon-eks-node-al2023-ARCH-standard-1.33-v20260801 | /dev/xvda | 20 | | Amazon Linux 2023 for Amazon EKS 1.33
apple | amzn-ec2-macos-26.7-20260811-211530MAC | /dev/sda1 | 100 | | Amazon Machine Image for macOS Tahoe
apple | amzn-ec2-macos-15.7.7-20260811-204512MAC | /dev/sda1 | 100 | | Amazon Machine Image for macOS Sequoia
apple | amzn-ec2-macos-14.8.7-20260811-201847MAC | /dev/sda1 | 100 | | Amazon Machine Image for macOS Sonoma
apple | amzn-ec2-macos-13.7.8-20250912-194233MAC | /dev/sda1 | 100 | | Amazon Machine Image for macOS Ventura
apple | amzn-ec2-macos-12.7.6-20240808-181502MAC | /dev/sda1 | 100 | | Amazon Machine Image for macOS Monterey
canonical | ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-ARCH-server-20260801 | /dev/sda1 | 8 | | Ubuntu 24.04 LTS
canonical | ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-ARCH-server-20260801 | /dev/sda1 | 8 | | Ubuntu 22.04 LTS
canonical | ubuntu/images/hvm-ssd/ubuntu-focal-20.04-ARCH-server-20250529 | /dev/sda1 | 8 | | Ubuntu 20.04 LTS
canonical | ubuntu/images/hvm-ssd/ubuntu-bionic-18.04-ARCH-server-20230607 | /dev/sda1 | 8 | | Ubuntu 18.04 LTS
canonical | ubuntu-minimal/images/hvm-ssd-gp3/ubuntu-noble-24.04-ARCH-minimal-20260801 | /dev/sda1 | 8 | | Ubuntu 24.04 LTS, minimal
canonical | ubuntu-pro-server/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-pro-server-20260801 | /dev/sda1 | 8 | 0g00 | Ubuntu Pro 24.04
debian | debian-12-ARCH-20260801-2190 | /dev/xvda | 8 | | Debian 12
debian | debian-13-ARCH-20260801-2190 | /dev/xvda | 8 | | Debian 13
debian | debian-11-ARCH-20240813-1838 | /dev/xvda | 8 | | Debian 11
redhat | RHEL-10.0.0_HVM-20260801-ARCH-0-Hourly2-GP3 | /dev/sda1 | 10 | 0010 | Red Hat Enterprise Linux 10
redhat | RHEL-8.10.0_HVM-20260801-ARCH-0-Hourly2-GP3 | /dev/sda1 | 10 | 0010 | Red Hat Enterprise Linux 8
redhat | RHEL-7.9_HVM-20240902-x86_64-0-Hourly2-GP2 | /dev/sda1 | 10 | 0010 | Red Hat Enterprise Linux 7
redhat | RHEL-9.6.0_HVM-20260801-ARCH-0-Hourly2-GP3 | /dev/sda1 | 10 | 0010 | Red Hat Enterprise Linux 9
redhat | RHEL-9.6.0_HVM-20260801-x86_64-0-Access2-GP3 | /dev/sda1 | 10 | 00g0 | Red Hat Enterprise Linux 9, own subscription
redhat | RHEL_HA-9.6.0_HVM-20260801-x86_64-0-Hourly2-GP3 | /dev/sda1 | 10 | 1010 | Red Hat Enterprise Linux 9 with High Availability
suse | suse-sles-15-sp7-v20260801-hvm-ssd-ARCH | /dev/sda1 | 10 | 000g | SUSE Linux Enterprise Server 15 SP7
suse | suse-sles-15-sp6-v20260801-hvm-ssd-ARCH | /dev/sda1 | 10 | 000g | SUSE Linux Enterprise Server 15 SP6
suse | suse-sles-12-sp5-v20260801-hvm-ssd-x86_64 | /dev/sda1 | 10 | 000g | SUSE Linux Enterprise Server 12 SP5
windows | Windows_Server-2025-English-Full-Base-2026.08.12 | /dev/sda1 | 30 | 0002 | Microsoft Windows Server 2025
windows | Windows_Server-2022-English-Full-Base-2026.08.12 | /dev/sda1 | 30 | 0002 | Microsoft Windows Server 2022
windows | Windows_Server-2019-English-Full-Base-2026.08.12 | /dev/sda1 | 30 | 0002 | Microsoft Windows Server 2019
windows | Windows_Server-2016-English-Full-Base-2026.08.12 | /dev/sda1 | 30 | 0002 | Microsoft Windows Server 2016
windows | Windows_Server-2025-English-Core-Base-2026.08.12 | /dev/sda1 | 30 | 0002 | Microsoft Windows Server 2025, Core
windows | Windows_Server-2022-English-Core-Base-2026.08.12 | /dev/sda1 | 30 | 0002 | Microsoft Windows Server 2022, Core
windows | Windows_Server-2019-English-Core-Base-2026.08.12 | /dev/sda1 | 30 | 0002 | Microsoft Windows Server 2019, Core
windows | Windows_Server-2016-English-Core-Base-2026.08.12 | /dev/sda1 | 30 | 0002 | Microsoft Windows Server 2016, Core
windows | Windows_Server-2025-English-Full-SQL_2022_Standard-2026.08.12 | /dev/sda1 | 50 | 0006 | Microsoft Windows Server 2025 with SQL Server 2022 Standard
windows | Windows_Server-2019-English-Full-SQL_2019_Web-2026.08.12 | /dev/sda1 | 50 | 0202 | Microsoft Windows Server 2019 with SQL Server 2019 Web
windows | Windows_Server-2016-English-Full-SQL_2017_Standard-2026.08.12 | /dev/sda1 | 50 | 0006 | Microsoft Windows Server 2016 with SQL Server 2017 Standard
windows | Windows_Server-2022-English-Full-SQL_2022_Web-2026.08.12 | /dev/sda1 | 50 | 0202 | Microsoft Windows Server 2022 with SQL Server 2022 Web
windows | Windows_Server-2022-English-Full-SQL_2022_Standard-2026.08.12 | /dev/sda1 | 50 | 0006 | Microsoft Windows Server 2022 with SQL Server 2022 Standard
windows | Windows_Server-2022-English-Full-SQL_2022_Enterprise-2026.08.12 | /dev/sda1 | 50 | 0102 | Microsoft Windows Server 2022 with SQL Server 2022 Enterprise
windows | Windows_Server-2019-English-Full-SQL_2019_Standard-2026.08.12 | /dev/sda1 | 50 | 0006 | Microsoft Windows Server 2019 with SQL Server 2019 Standard
windows | Windows_Server-2019-English-Full-SQL_2019_Enterprise-2026.08.12 | /dev/sda1 | 50 | 0102 | Microsoft Windows Server 2019 with SQL Server 2019 Enterprise
amazon | ubuntu-22.04-x86_64-SQL_2022_Web-2026.08.12 | /dev/sda1 | 20 | 0200 | Ubuntu 22.04 with SQL Server 2022 Web
amazon | ubuntu-22.04-x86_64-SQL_2022_Standard-2026.08.12 | /dev/sda1 | 20 | 0004 | Ubuntu 22.04 with SQL Server 2022 Standard
amazon | ubuntu-22.04-x86_64-SQL_2022_Enterprise-2026.08.12 | /dev/sda1 | 20 | 0100 | Ubuntu 22.04 with SQL Server 2022 Enterprise
amazon | RHEL-9-x86_64-SQL_2022_Web-2026.08.12 | /dev/sda1 | 20 | 0210 | Red Hat Enterprise Linux 9 with SQL Server 2022 Web
amazon | RHEL-9-x86_64-SQL_2022_Standard-2026.08.12 | /dev/sda1 | 20 | 0014 | Red Hat Enterprise Linux 9 with SQL Server 2022 Standard
amazon | RHEL-9-x86_64-SQL_2022_Enterprise-2026.08.12 | /dev/sda1 | 20 | 0110 | Red Hat Enterprise Linux 9 with SQL Server 2022 Enterprise
amazon | RHEL_HA-9-x86_64-SQL_2022_Standard-2026.08.12 | /dev/sda1 | 20 | 1014 | Red Hat Enterprise Linux 9 HA with SQL Server 2022 Standard
amazon | RHEL_HA-9-x86_64-SQL_2022_Enterprise-2026.08.12 | /dev/sda1 | 20 | 1110 | Red Hat Enterprise Linux 9 HA with SQL Server 2022 Enterprise
marketplace | PA-VM-AWS-11.2.5-7064a142-27b7-4a99-8a4d-2c4c0b1d7c4e | /dev/xvda | 60 | | PA-VM-AWS-11.2.5, bring your own license | 6njl1pau431dv1qxipg63mvah
marketplace | OpenVPN Access Server QA Image-fe8020db-5343-4c43-9e65-5ed4a825c931 | /dev/sda1 | 8 | | OpenVPN Access Server, bring your own license | f2ew2wrz425a1jagnifd02u5t
marketplace | RHEL-9.6.0_HVM-20260801-x86_64-0-Marketplace-GP3 | /dev/sda1 | 10 | | Red Hat Enterprise Linux 9 for AWS, sold by Red Hat | 6cd5fxzrad0cu2j23p692xytz
`;

/** Of images whose name has no date. */
const USUAL_DATE = '2026-08-12';

/** Images are as old as their names say, so that a look-up of the most recent one finds the newest. */
function creationDateOf(name: string): Date {
  const [, year, month, day] = /(20[12]\d)\.?(0[1-9]|1[0-2])\.?([0-3]\d)/.exec(name.replace(/2018\.03\.0\./, '')) ?? [];
  return new Date(year ? `${year}-${month}-${day}` : USUAL_DATE);
}

const byRegion = new Map<string, ReadonlyMap<string, PublicImage>>();

/** The images of the Region that every account may launch. */
export const publicImages = (region: string): readonly PublicImage[] => [...imagesById(region).values()];

/** The public image with that id in the Region, or undefined. */
export const findPublicImage = (region: string, imageId: string): PublicImage | undefined =>
  imagesById(region).get(imageId);

function imagesById(region: string): ReadonlyMap<string, PublicImage> {
  const known = byRegion.get(region);
  if (known) return known;
  const images = rows
    .trim()
    .split('\n')
    .flatMap((row) => imagesOf(row, region));
  const byId = new Map(images.map((image) => [image.id, image]));
  if (isRegion(region)) byRegion.set(region, byId); // not whatever names arrive: the cache is never emptied
  return byId;
}

/** Whether a public image of the Region has this snapshot. */
export const isPublicSnapshot = (region: string, snapshotId: string): boolean =>
  publicImages(region).some((image) => image.rootSnapshotId === snapshotId);

function imagesOf(row: string, region: string): PublicImage[] {
  const [owner, name, rootDeviceName, size, code, description, product] = row
    .split('|')
    .map((column) => column.trim()) as Columns;
  const usageOperation = code ? `RunInstances:${code}` : 'RunInstances';
  const shared = {
    description,
    ownerId: ownerIds[owner],
    ownerAlias: aliases[owner],
    creationDate: creationDateOf(name),
    rootDeviceName,
    rootVolumeSizeGiB: Number(size),
    rootVolumeType: /gp2|-ebs$|hvm-ssd\//i.test(name) ? 'gp2' : 'gp3',
    virtualizationType: 'hvm',
    enaSupport: true,
    platform: owner === 'windows' ? 'windows' : undefined, // EC2 names it for Windows only
    platformDetails: platformDetails(usageOperation)!,
    usageOperation,
    ...(product && { productCodes: [product] }),
  } as const;
  return architecturesOf(name).map((architecture) => {
    const archName = name.replace(/ARCH|MAC$/, architectureInName(owner, architecture));
    const id = idFromSeed('ami', `${region}/${archName}`);
    const publicSource = { name: archName, usageOperation };
    return { id, name: archName, architecture, rootSnapshotId: idFromSeed('snap', id), publicSource, ...shared };
  });
}

function architecturesOf(name: string): readonly Architecture[] {
  if (name.endsWith('MAC')) return ['x86_64_mac', 'arm64_mac'];
  return name.includes('ARCH') ? ['x86_64', 'arm64'] : ['x86_64'];
}

function architectureInName(owner: Owner, architecture: Architecture): string {
  if (owner === 'apple') return architecture === 'arm64_mac' ? '-arm64' : '';
  return architecture === 'x86_64' && ['canonical', 'debian'].includes(owner) ? 'amd64' : architecture;
}
