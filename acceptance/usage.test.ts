import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aws } from './aws-cli.ts';
import { givenImage } from './given.ts';

test('the AWS CLI reads what was used of a license, which it asks for in the protocol that it speaks', async () => {
  const { LicenseConfigurationArn: arn } = await aws(
    ...['license-manager', 'create-license-configuration', '--name', 'Usage', '--license-counting-type', 'vCPU'],
  );
  const imageId = await givenImage();
  const { Instances } = await aws(
    ...['ec2', 'run-instances', '--image-id', imageId, '--instance-type', 'm5.large'],
    ...['--license-specifications', `LicenseConfigurationArn=${arn}`],
  );
  const dimension = `Name=LicenseConfigurationArn,Value=${arn}`;
  const { Metrics } = await aws('cloudwatch', 'list-metrics', '--dimensions', dimension);
  assert.equal(Metrics.length, 3);
  const { Datapoints } = await aws(
    ...['cloudwatch', 'get-metric-statistics', '--namespace', 'AWSLicenseManager/licenseUsage'],
    ...['--metric-name', 'LicenseConfigurationUsageCount', '--statistics', 'Maximum', '--period', '3600'],
    ...['--dimensions', dimension, 'Name=LicenseConfigurationType,Value=vCPU'],
    ...[
      '--start-time',
      new Date(Date.now() - 3_600_000).toISOString(),
      '--end-time',
      new Date(Date.now() + 60_000).toISOString(),
    ],
  );
  assert.equal(Math.max(...Datapoints.map(({ Maximum }: { Maximum: number }) => Maximum)), 2);
  await aws('ec2', 'terminate-instances', '--instance-ids', Instances[0].InstanceId);
});
