import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleActor, exampleImage, exampleLaunch, hostId, instanceId, licenseId } from '../../test/example-facts.ts';
import type { Command } from '../domain/commands.ts';
import { groupLength } from './group.ts';

const actor = exampleActor('test');
const launch = exampleLaunch();
const stop = (...ns: number[]): Command => ({ kind: 'stop', actor, dryRun: false, instanceIds: ns.map(instanceId) });
const advance = (...ns: number[]): Command => ({ kind: 'advance', instanceIds: ns.map(instanceId) });
const resize = (n: number): Command => ({
  kind: 'change-instance-type',
  actor,
  instanceId: instanceId(n),
  instanceType: 'm5.large',
});
const change: Command = { kind: 'update-license-configuration', actor, licenseId: licenseId(1), change: {} };
const deletion: Command = { kind: 'delete-license-configuration', actor, licenseId: licenseId(1) };
const forget: Command = { kind: 'forget-image', actor, imageId: exampleImage.id };
const tie = (resourceArn: string): Command => ({
  kind: 'update-license-specifications',
  actor,
  resourceArn,
  add: [],
  remove: [],
});
const hosts = (...ns: number[]) => ({ actor, hostIds: ns.map(hostId) });
const release = (...ns: number[]): Command => ({ kind: 'release-hosts', ...hosts(...ns) });
const modify = (...ns: number[]): Command => ({ kind: 'modify-hosts', ...hosts(...ns), change: {} });
const groupHosts = (...ns: number[]): Command => ({ kind: 'group-hosts', ...hosts(...ns), groupArn: 'arn' });
const settle = (...ns: number[]): Command => ({ kind: 'settle-hosts', hostIds: ns.map(hostId) });
const fail = (n: number): Command => ({ kind: 'fail-host', actor, hostId: hostId(n) });
const moveTo = (n: number): Command => ({ kind: 'change-placement', actor, instanceId: instanceId(n), change: {} });
const instance = (n: number, account = '111111111111') => `arn:aws:ec2:us-east-1:${account}:instance/${instanceId(n)}`;

describe('how many commands from the head of the queue go together', () => {
  const table: [what: string, queue: Command[], length: number][] = [
    ['none', [], 0],
    ['one', [launch], 1],
    ['launches', [launch, launch, launch], 3],
    ['up to the limit', [launch, launch, launch, launch, launch], 4],
    ['commands for different machines', [stop(1), advance(2), resize(3), tie(instance(4))], 4],
    ['until one for the same machine', [stop(1), launch, advance(2, 1)], 2],
    ['until a resize of the same machine', [stop(1), resize(1)], 1],
    ['until a tie of the same machine', [launch, stop(1), tie(instance(1))], 2],
    ['until a tie of the same machine by another ARN', [tie(instance(1)), tie(instance(1, '222222222222'))], 1],
    ['until the same image', [tie(`arn:aws:ec2:us-east-1::image/${exampleImage.id}`), forget], 1],
    ['a launch with a tie of its image', [tie(`arn:aws:ec2:us-east-1::image/${exampleImage.id}`), launch], 2],
    ['one that names a machine twice', [stop(1, 1), launch], 2],
    ['until a change of a license', [launch, change, launch], 1],
    ['until a deletion of a license', [launch, launch, deletion], 2],
    ['a change of a license alone', [change, launch], 1],
    ['a deletion of a license alone', [deletion, deletion], 1],
    ['until one for the same host', [fail(1), settle(2), release(3, 1)], 2],
    ['until a settlement of the same host', [modify(1), settle(1)], 1],
    ['until a failure of the same host', [settle(2), fail(1), fail(1)], 2],
    [
      'until a tie of the same host',
      [groupHosts(1), tie(`arn:aws:ec2:us-east-1:111111111111:dedicated-host/${hostId(1)}`)],
      1,
    ],
    ['until a move of the same machine', [moveTo(1), stop(1)], 1],
    ['what is no ARN', [tie('x'), tie('y'), tie('x')], 2],
  ];
  for (const [what, queue, length] of table) test(what, () => assert.equal(groupLength(queue, 4), length));
});
