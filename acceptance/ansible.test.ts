import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ec2, uniqueName, url } from './clients.ts';
import { outputOf } from './debian-client.ts';

// Ansible with its amazon.aws collection as Debian packages them (`.ci/run` installs them): two playbooks as users write them.

interface Task {
  readonly task: { readonly name: string };
  readonly hosts: Readonly<Record<string, { readonly changed?: boolean }>>;
}

/** Runs a playbook; what changed, by the names of its modules. */
async function play(name: 'present' | 'absent', variables: Readonly<Record<string, string>>): Promise<string[]> {
  const playbook = join(import.meta.dirname, 'ansible', `${name}.yml`);
  const given = { ...variables, ansible_python_interpreter: '/usr/bin/python3' };
  const args = ['-i', 'localhost,', '-e', JSON.stringify(given), playbook];
  const env = { ANSIBLE_STDOUT_CALLBACK: 'ansible.posix.json', AWS_URL: url };
  const stdout = await outputOf('/usr/bin/ansible-playbook', args, env);
  const tasks: Task[] = JSON.parse(stdout.slice(stdout.indexOf('{'))).plays.flatMap(
    (one: { tasks: Task[] }) => one.tasks,
  );
  return tasks.filter(({ hosts }) => hosts['localhost']!.changed).map(({ task }) => task.name.split('.').at(-1)!);
}

test('Ansible makes a VPC, a machine, its image and a template, changes them, and takes them away; twice each', async () => {
  const called = uniqueName('ansible');
  const filter = { Filters: [{ Name: 'name', Values: ['debian-12-amd64-20260801-2190'] }] };
  const { Images } = await ec2.describeImages(filter);
  const made = {
    called,
    image: Images![0]!.ImageId!,
    public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
    ...{ team: 'licenses', type: 't3.micro', open: '443' },
  };
  assert.deepEqual(await play('present', made), [
    ...['ec2_vpc_net', 'ec2_vpc_subnet', 'ec2_vpc_igw', 'ec2_vpc_route_table', 'ec2_security_group', 'ec2_key'],
    ...['ec2_instance', 'ec2_ami', 'ec2_launch_template', 'ec2_vol'],
  ]);
  assert.deepEqual(await play('present', made), []);

  const changed = { ...made, team: 'audit', type: 't3.small', open: '8443' };
  assert.deepEqual(await play('present', changed), [
    ...['ec2_vpc_net', 'ec2_vpc_subnet', 'ec2_vpc_igw', 'ec2_security_group'],
    ...['ec2_instance', 'ec2_ami', 'ec2_launch_template', 'ec2_vol'],
  ]);
  assert.deepEqual(await play('present', changed), []);

  assert.deepEqual(await play('absent', { called }), [
    ...['ec2_launch_template', 'ec2_ami', 'ec2_instance', 'ec2_vol', 'ec2_key'],
    ...['ec2_security_group', 'ec2_vpc_route_table', 'ec2_vpc_igw', 'ec2_vpc_subnet', 'ec2_vpc_net'],
  ]);
  assert.deepEqual(await play('absent', { called }), []);
});
