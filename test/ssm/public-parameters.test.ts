import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { type Parameter, paginateGetParametersByPath, SSM, SSMClient } from '@aws-sdk/client-ssm';
import { startInProcessServer } from '../in-process-server.ts';

const { caller } = await startInProcessServer();
const { url: endpoint, ...credentials } = caller;
const config = { endpoint, region: 'us-east-1', credentials };
const [ssm, ec2] = [new SSM(config), new EC2(config)];
const LATEST = '/aws/service/ami-amazon-linux-latest';
const NAME = `${LATEST}/al2023-ami-kernel-default-x86_64`;

async function below(Path: string, Recursive = false): Promise<Parameter[]> {
  const found: Parameter[] = [];
  for await (const { Parameters } of paginateGetParametersByPath(
    { client: new SSMClient(config) },
    { Path, Recursive },
  ))
    found.push(...Parameters!);
  return found;
}

test('a public parameter holds an image, by its name, its version or its ARN', async () => {
  const { Parameter } = await ssm.getParameter({ Name: NAME });
  const { Images } = await ec2.describeImages({ ImageIds: [Parameter!.Value!] });
  assert.match(Images![0]!.Name!, /^al2023-ami-2023.*kernel-6\.1-x86_64$/);
  assert.deepEqual(
    [Parameter!.Name, Parameter!.Type, Parameter!.Version, Parameter!.Selector],
    [NAME, 'String', 1, undefined],
  );
  assert.equal(Parameter!.ARN, `arn:aws:ssm:us-east-1::parameter${NAME}`);
  assert.deepEqual((await ssm.getParameter({ Name: `${NAME}:1` })).Parameter, { ...Parameter, Selector: ':1' });
  assert.deepEqual((await ssm.getParameter({ Name: Parameter!.ARN! })).Parameter, Parameter);
  await assert.rejects(ssm.getParameter({ Name: `${NAME}:2` }), { name: 'ParameterVersionNotFound' });
  await assert.rejects(ssm.getParameter({ Name: '/mine' }), { name: 'ParameterNotFound' });
});

test('of several parameters those that there are not are named', async () => {
  const { Parameters, InvalidParameters } = await ssm.getParameters({ Names: ['/mine', NAME, `${NAME}:7`] });
  assert.deepEqual([Parameters!.map(({ Name }) => Name), InvalidParameters], [[NAME], ['/mine', `${NAME}:7`]]);
});

test('a path lists its children, or all that is below, page by page', async () => {
  const children = await below(LATEST);
  assert.ok(children.length > 10 && children.every(({ Name }) => Name!.startsWith(`${LATEST}/`)));
  assert.deepEqual(await below('/aws/service'), []);
  const all = await below('/aws/service/', true);
  assert.ok(all.length > children.length && children.every((child) => all.some(({ Name }) => Name === child.Name)));
  const filtered = (Key: string, Values: string[]) =>
    ssm.getParametersByPath({ Path: LATEST, ParameterFilters: [{ Key, Option: 'Equals', Values }] });
  assert.equal((await filtered('Type', ['String'])).Parameters!.length, 10);
  assert.deepEqual((await filtered('Type', ['SecureString'])).Parameters, []);
  await assert.rejects(filtered('Name', ['x']), { name: 'InvalidFilterKey' });
});

test('a launch and a launch template take the parameter in the place of the id', async () => {
  const { Parameter } = await ssm.getParameter({ Name: NAME });
  const ImageId = `resolve:ssm:${NAME}`;
  const once = { MinCount: 1, MaxCount: 1 };
  const launched = await ec2.runInstances({ ...once, ImageId, InstanceType: 't3.micro' });
  assert.equal(launched.Instances![0]!.ImageId, Parameter!.Value);
  const LaunchTemplateName = 'by-parameter';
  await ec2.createLaunchTemplate({ LaunchTemplateName, LaunchTemplateData: { ImageId: `${ImageId}:1` } });
  const imageOf = async (ResolveAlias: boolean) =>
    (await ec2.describeLaunchTemplateVersions({ LaunchTemplateName, ResolveAlias })).LaunchTemplateVersions![0]!
      .LaunchTemplateData!.ImageId;
  assert.deepEqual([await imageOf(false), await imageOf(true)], [`${ImageId}:1`, Parameter!.Value]);
  const fromTemplate = await ec2.runInstances({
    ...once,
    LaunchTemplate: { LaunchTemplateName },
    InstanceType: 't3.micro',
  });
  assert.equal(fromTemplate.Instances![0]!.ImageId, Parameter!.Value);
  for (const wrong of [`${ImageId}:2`, 'resolve:ssm:/mine'])
    await assert.rejects(ec2.runInstances({ ...once, ImageId: wrong }), { name: 'InvalidParameterValue' });

  const { InstanceId } = launched.Instances![0]!;
  assert.equal((await ec2.getConsoleOutput({ InstanceId })).Output, '');
  assert.equal((await ec2.getPasswordData({ InstanceId })).PasswordData, '');
  const InvalidId = { InstanceId: 'i-0123456789abcdef0' };
  await assert.rejects(ec2.getConsoleOutput(InvalidId), { name: 'InvalidInstanceID.NotFound' });
  await assert.rejects(ec2.getPasswordData(InvalidId), { name: 'InvalidInstanceID.NotFound' });
});
