import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleLicense, hardVcpuLicense, licenseId } from '../../test/example-facts.ts';
import { describeRefusal, type LicenseProblem, type Refusal } from './refusal.ts';

const sql = `License configuration ${licenseId(1)} ("SQL Server")`;
const limit = (given: Parameters<typeof hardVcpuLicense>[0], needed: number): LicenseProblem => ({
  kind: 'limit',
  license: hardVcpuLicense(given),
  needed,
});
const licenses = (...problems: LicenseProblem[]): Refusal => ({ kind: 'licenses', what: 'this launch', problems });

describe('a refusal for licenses names the license, the limit or rule, what was needed and what was left', () => {
  const table: [what: string, refusal: Refusal, text: string][] = [
    [
      'a hard limit',
      licenses(limit({ consumed: 12 }, 8)),
      `No licenses available. ${sql} has 4 of 16 vCPUs left; this launch needs 8.`,
    ],
    [
      'a limit that is used up',
      licenses(limit({ consumed: 16 }, 2)),
      `No licenses available. ${sql} has 0 of 16 vCPUs left; this launch needs 2.`,
    ],
    [
      'a limit that is passed already',
      licenses(limit({ consumed: 20 }, 2)),
      `No licenses available. ${sql} has 0 of 16 vCPUs left (20 are in use); this launch needs 2.`,
    ],
    [
      'a limit of one',
      licenses(limit({ countingType: 'Instance', licenseCount: 1, consumed: 1 }, 1)),
      `No licenses available. ${sql} has 0 of 1 instance left; this launch needs 1.`,
    ],
    [
      'a rule',
      licenses({
        kind: 'rule',
        license: exampleLicense(),
        breach: { rule: 'minimumVcpus', expected: '8', actual: '4' },
      }),
      `License terms are not met. ${sql} has the rule #minimumVcpus=8; this launch has 4.`,
    ],
    [
      'a disabled license',
      licenses({ kind: 'disabled', license: exampleLicense() }),
      `License terms are not met. ${sql} is disabled; enable it, or leave it out of this launch.`,
    ],
    [
      'two limits',
      licenses(limit({ consumed: 12 }, 8), limit({ id: licenseId(2), name: 'Oracle', consumed: 16 }, 8)),
      `No licenses available. ${sql} has 4 of 16 vCPUs left; this launch needs 8. License configuration ${licenseId(2)} ("Oracle") has 0 of 16 vCPUs left; this launch needs 8.`,
    ],
  ];
  for (const [what, refusal, text] of table) test(what, () => assert.equal(describeRefusal(refusal), text));
});

describe('other refusals name what they are about', () => {
  const id = 'i-00000000000000001';
  const table: [refusal: Refusal, text: RegExp][] = [
    [
      { kind: 'license-not-found', arn: 'arn:x' },
      /arn:x does not exist, or is not visible to this account in this Region/,
    ],
    [
      { kind: 'too-many-licenses', count: 11, limit: 10 },
      /can have 10 license configurations at the most; this would be 11/,
    ],
    [
      { kind: 'license-in-use', license: exampleLicense(), associations: 3 },
      /license-configuration:lic-0+1 is in use: 3 resource\(s\)/,
    ],
    [{ kind: 'license-change', problem: 'No.' }, /^No\.$/],
    [{ kind: 'token-reused', token: 't' }, /client token 't' was used before with other parameters/],
    [{ kind: 'image-not-found', imageId: 'ami-1' }, /^The image id '\[ami-1\]' does not exist$/],
    [{ kind: 'image-deregistered', imageId: 'ami-1' }, /ami-1 is deregistered/],
    [{ kind: 'image-not-owned', imageId: 'ami-1' }, /ami-1 belongs to another account/],
    [{ kind: 'instance-type-unknown', instanceType: 'x9.big' }, /'x9\.big'/],
    [
      {
        kind: 'architecture-mismatch',
        instanceType: 't4g.nano',
        typeArchitectures: ['arm64'],
        imageArchitecture: 'x86_64',
      },
      /'arm64' of the specified instance type does not match the architecture 'x86_64'/,
    ],
    [{ kind: 'subnet-not-found', subnetId: 'subnet-1' }, /^The subnet ID 'subnet-1' does not exist$/],
    [{ kind: 'zone-unknown', availabilityZone: 'us-east-1z' }, /\[us-east-1z\]/],
    [
      { kind: 'zone-conflict', availabilityZone: 'us-east-1b', subnetId: 'subnet-1' },
      /subnet-1 is not in availability zone us-east-1b/,
    ],
    [{ kind: 'group-not-found', groupId: 'sg-1' }, /'sg-1' does not exist/],
    [{ kind: 'cpu-options', problem: 'No.' }, /^No\.$/],
    [{ kind: 'host-not-found', hostId: 'h-1' }, /'h-1' does not exist/],
    [{ kind: 'host-capacity' }, /^You do not have a host with a matching configuration/],
    [{ kind: 'placement-conflict', problem: 'No.' }, /^No\.$/],
    [{ kind: 'instance-not-found', instanceIds: [id] }, /^The instance ID 'i-00000000000000001' does not exist$/],
    [{ kind: 'instance-not-found', instanceIds: ['i-1', 'i-2'] }, /^The instance IDs 'i-1, i-2' do not exist$/],
    [
      { kind: 'instance-state', instanceId: id, state: 'stopping', needed: 'started' },
      /can be started; it is stopping/,
    ],
    [
      { kind: 'instance-protected', instanceId: id, attribute: 'disableApiStop' },
      /may not be stopped\. Modify its 'disableApiStop'/,
    ],
    [{ kind: 'instance-protected', instanceId: id, attribute: 'disableApiTermination' }, /may not be terminated/],
    [{ kind: 'resource-not-found', resourceArn: 'arn:x' }, /Resource arn:x does not exist/],
    [
      { kind: 'resource-state', resourceArn: 'arn:x', state: 'shutting-down' },
      /allocated to arn:x while it is shutting-down/,
    ],
  ];
  for (const [refusal, text] of table) test(refusal.kind, () => assert.match(describeRefusal(refusal), text));
});
