import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  arnOf,
  exampleActor,
  exampleFacts,
  exampleImage,
  exampleInstance,
  exampleLaunch,
  exampleLicense,
  instanceId,
  licenseId,
  textOf,
} from '../../../test/example-facts.ts';
import type { Access, AccessQuestion } from '../authorization.ts';
import type { InstancesCommand, LaunchCommand } from '../commands.ts';
import { decide } from '../decide.ts';

const [named, ofImage, other] = [1, 2, 3].map((n) => exampleLicense({ id: licenseId(n) }));
const instance = exampleInstance({ state: 'stopped' });
const bare = exampleInstance({ id: instanceId(2), state: 'stopped' });
const facts = () =>
  exampleFacts({
    licenses: [named!, ofImage!, other!],
    instances: [instance, bare],
    ties: [
      { license: named!, instance },
      { license: other!, instance },
    ],
    imageTies: [{ license: ofImage!, image: exampleImage }],
  });
const start = (...ns: number[]): InstancesCommand => ({
  kind: 'start',
  actor: exampleActor('ec2:StartInstances'),
  dryRun: false,
  instanceIds: ns.map(instanceId),
});
const launch = (imageId?: string) =>
  exampleLaunch({ licenseConfigurationArns: [arnOf(named!)], ...(imageId && { imageId }) });

/** Decides a command with an access that notes what it is asked, and denies one license or none. */
function run(command: LaunchCommand | InstancesCommand, denied?: string) {
  const asked: AccessQuestion[] = [];
  const access: Access = (request) => {
    asked.push(request);
    const isDenied = denied !== undefined && request.resources.includes(denied);
    return isDenied ? { allowed: false, reason: `not ${denied}` } : { allowed: true };
  };
  const decision = decide({ ...command, access }, facts());
  return { asked: asked.map(({ action, resources }) => [action, resources]), text: textOf(decision.outcome), decision };
}

describe('the right to each license is asked for', () => {
  test('by a launch, for those of the request or template and of the image', () => {
    const { asked, text } = run(launch());
    assert.deepEqual(asked, [['ec2:RunInstances', [arnOf(named!), arnOf(ofImage!)]]]);
    assert.equal(text, 'permitted');
  });

  test('by a start, for those that its machines are tied to', () => {
    assert.deepEqual(run(start(1, 2)).asked, [['ec2:StartInstances', [arnOf(named!), arnOf(other!)]]]);
    assert.deepEqual(run(start(2)).asked, []);
  });

  test('of nobody where it is the service that acts', () => {
    assert.equal(textOf(decide(launch(), facts()).outcome), 'permitted');
  });
});

test('a denial refuses the whole, and says why; a dry run too', () => {
  for (const [command, license] of [
    [launch(), ofImage],
    [{ ...launch(), dryRun: true }, ofImage],
    [start(1, 2), other],
  ] as const) {
    const { text, decision } = run(command, arnOf(license!));
    assert.equal(text, `not ${arnOf(license!)}`);
    assert.deepEqual(decision.effects, []);
  }
});
