import { type PublicImage, publicImages } from './public-images.ts';

/** A parameter that AWS publishes in a Region, whose value is the newest image of its kind. */
export interface PublicParameter {
  readonly name: string;
  readonly value: string;
  readonly modifiedAt: Date;
}

const MAC_NAMES: Readonly<Record<string, string>> = {
  '12': 'monterey',
  '13': 'ventura',
  '14': 'sonoma',
  '15': 'sequoia',
  '26': 'tahoe',
};

type Named = (match: readonly string[], image: PublicImage) => readonly string[];

const linux = (name: string) => `ami-amazon-linux-latest/${name}`;

/** The names below `/aws/service/` of an image whose name fits, in the words of each publisher's documentation. */
const RULES: readonly (readonly [RegExp, Named])[] = [
  // The default kernel of Amazon Linux 2023 is 6.1.
  [
    /^al2023-ami-(minimal-)?2023\.[\d.]+-kernel-([\d.]+)-(\w+)$/,
    ([, minimal = '', kernel, arch]) =>
      (kernel === '6.1' ? ['default', kernel] : [kernel]).map((k) => linux(`al2023-ami-${minimal}kernel-${k}-${arch}`)),
  ],
  [
    /^(amzn2?-ami-(?:minimal-)?(?:kernel-[\d.]+-)?hvm)-[\d.]+-(\w+-\w+)$/,
    ([, kind, rest]) => [linux(`${kind}-${rest}`)],
  ],
  [/^(Windows_Server-.+)-\d{4}\.\d\d\.\d\d$/, ([, kind]) => [`ami-windows-latest/${kind}`]],
  [/^amzn2-ami-ecs-hvm-[\d.]+-(\w+)-ebs$/, ([, arch]) => [ofEcs('amazon-linux-2', arch!)]],
  [/^amzn2-ami-ecs-kernel-5.10-hvm-[\d.]+-(\w+)-ebs$/, ([, arch]) => [ofEcs('amazon-linux-2/kernel-5.10', arch!)]],
  [/^al2023-ami-ecs-hvm-[\d.]+-kernel-6.1-(\w+)$/, ([, arch]) => [ofEcs('amazon-linux-2023', arch!)]],
  [
    /^amazon-eks-node-al2023-(\w+)-standard-([\d.]+)-v\d+$/,
    ([, arch, version]) => [`eks/optimized-ami/${version}/amazon-linux-2023/${arch}/standard/recommended/image_id`],
  ],
  [
    /^ubuntu\/images\/hvm-ssd(?:-(gp3))?\/ubuntu-\w+-([\d.]+)-(\w+)-server-(\d+)$/,
    ([, disk = 'gp2', version, arch, date]) =>
      ['current', date].map((of) => `canonical/ubuntu/server/${version}/stable/${of}/${arch}/hvm/ebs-${disk}/ami-id`),
  ],
  [
    /^debian-(\d+)-(\w+)-(\d+-\d+)$/,
    ([, release, arch, date]) => ['latest', date].map((of) => `debian/release/${release}/${of}/${arch}`),
  ],
  [/^suse-sles-(\d+-sp\d)-v\d+-hvm-ssd-(\w+)$/, ([, release, arch]) => [`suse/sles/${release}/${arch}/latest`]],
  [
    /^amzn-ec2-macos-(\d+)\./,
    ([, major = ''], { architecture }) => [`ec2-macos/${MAC_NAMES[major]}/${architecture}/latest/image_id`],
  ],
];

const ofEcs = (system: string, arch: string): string =>
  `ecs/optimized-ami/${system}${arch === 'arm64' ? '/arm64' : ''}/recommended/image_id`;

const namesOf = (image: PublicImage): string[] =>
  RULES.flatMap(([pattern, named]) => {
    const match = pattern.exec(image.name);
    return match ? named(match, image).map((name) => `/aws/service/${name}`) : [];
  });

const byImages = new WeakMap<PublicImage, readonly string[]>();

/** The public parameters of the Region that hold images, by name. */
export function publicParameters(region: string): PublicParameter[] {
  const parameters = publicImages(region).flatMap((image) => {
    const names = byImages.get(image) ?? namesOf(image);
    byImages.set(image, names);
    return names.map((name): PublicParameter => ({ name, value: image.id, modifiedAt: image.creationDate }));
  });
  return parameters.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The public parameter of that name in the Region. */
export const findPublicParameter = (region: string, name: string): PublicParameter | undefined =>
  publicParameters(region).find((parameter) => parameter.name === name);
