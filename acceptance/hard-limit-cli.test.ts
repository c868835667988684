import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitUntilInstanceRunning, waitUntilInstanceStopped, waitUntilInstanceTerminated } from '@aws-sdk/client-ec2';
import { aws, awsRefused } from './aws-cli.ts';
import { uniqueName } from './clients.ts';
import { waiting } from './given.ts';

const LIMIT_TEXT =
  /An error occurred \(LicenseUsageFailure\) when calling the (RunInstances|StartInstances) operation.*No licenses available\..*0 of 16 vCPUs left; .* needs 16/s;

test('the AWS CLI takes an administrator and a user through the life of a license with a hard limit', async () => {
  const created = await aws(
    ...['license-manager', 'create-license-configuration', '--name', uniqueName('Oracle'), '--license-counting-type'],
    ...['vCPU', '--license-count', '16', '--license-count-hard-limit'],
  );
  const license = created.LicenseConfigurationArn;
  const { ImageId: imageId } = await aws('ec2', 'register-image', '--name', uniqueName('image'));
  await aws('ec2', 'wait', 'image-available', '--image-ids', imageId);
  await aws(
    ...['license-manager', 'update-license-specifications-for-resource', '--resource-arn'],
    ...[`arn:aws:ec2:us-east-1::image/${imageId}`, '--add-license-specifications'],
    `LicenseConfigurationArn=${license}`,
  );

  const launch = ['ec2', 'run-instances', '--image-id', imageId, '--instance-type', 'm5.4xlarge'];
  const id = (await aws(...launch)).Instances[0].InstanceId;
  // The CLI polls every 15 seconds; what it waits for has come true when it looks for the first time.
  await aws('ec2', 'wait', 'instance-exists', '--instance-ids', id);
  await waitUntilInstanceRunning(waiting(), { InstanceIds: [id] });
  await aws('ec2', 'wait', 'instance-running', '--instance-ids', id);
  await aws('ec2', 'wait', 'instance-status-ok', '--instance-ids', id);
  assert.match(await awsRefused(...launch), LIMIT_TEXT);

  await aws('ec2', 'stop-instances', '--instance-ids', id);
  await waitUntilInstanceStopped(waiting(), { InstanceIds: [id] });
  await aws('ec2', 'wait', 'instance-stopped', '--instance-ids', id);
  const other = (await aws(...launch)).Instances[0].InstanceId;
  assert.match(await awsRefused('ec2', 'start-instances', '--instance-ids', id), LIMIT_TEXT);

  await aws('ec2', 'terminate-instances', '--instance-ids', other);
  await waitUntilInstanceTerminated(waiting(), { InstanceIds: [other] });
  await aws('ec2', 'wait', 'instance-terminated', '--instance-ids', other);
  const started = await aws('ec2', 'start-instances', '--instance-ids', id);
  assert.equal(started.StartingInstances[0].CurrentState.Name, 'pending');
});

test('the AWS CLI launches from a launch template that carries a license', async () => {
  const created = await aws(
    ...['license-manager', 'create-license-configuration', '--name', uniqueName('Windows'), '--license-counting-type'],
    ...['Instance', '--license-count', '1', '--license-count-hard-limit'],
  );
  const images = await aws(
    'ec2',
    'describe-images',
    '--owners',
    'amazon',
    '--filters',
    'Name=name,Values=al2023-*x86_64*',
  );
  const license = created.LicenseConfigurationArn;
  const name = uniqueName('template');
  const data = {
    ImageId: images.Images[0].ImageId,
    InstanceType: 't3.micro',
    LicenseSpecifications: [{ LicenseConfigurationArn: license }],
  };
  await aws(
    ...['ec2', 'create-launch-template', '--launch-template-name', name, '--launch-template-data'],
    JSON.stringify(data),
  );

  const launch = ['ec2', 'run-instances', '--launch-template', `LaunchTemplateName=${name}`];
  const { Instances: instances } = await aws(...launch);
  assert.deepEqual(instances[0].Licenses, [{ LicenseConfigurationArn: license }]);
  assert.match(await awsRefused(...launch), /LicenseUsageFailure.*0 of 1 instance left/s);
});
