import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { clientsOf, createUser, deny, IMAGE_ARN, LAUNCH, refuses, setPolicy, type User } from './access-world.ts';

// The license administrator writes rules, the launching user launches, the auditor reads: each by a ready-made policy.

let server: InProcessServer;
let administrator: User;
let user: User;
let auditor: User;
let licenseArn: string;

const readyMade = (name: string) => ({ managed: [`arn:aws:iam::aws:policy/${name}`] });
const terms = { LicenseCountingType: 'Instance', LicenseCount: 10, LicenseCountHardLimit: true } as const;

before(async () => {
  server = await startInProcessServer();
  const { caller } = server;
  administrator = await createUser(caller, 'administrator', readyMade('HeadroomLicenseAdministrator'));
  user = await createUser(caller, 'user', readyMade('HeadroomLaunchingUser'));
  auditor = await createUser(caller, 'auditor', readyMade('HeadroomAuditor'));
  licenseArn = (await administrator.licenseManager.createLicenseConfiguration({ Name: 'SQL Server', ...terms }))
    .LicenseConfigurationArn!;
  await administrator.licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: IMAGE_ARN,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: licenseArn }],
  });
});

/** IAM's words for what no policy of a user allows. */
const notAllowed = ({ name }: User, action: string, resource?: string) =>
  `User: arn:aws:iam::${server.accountId}:user/${name} is not authorized to perform: ${action}` +
  `${resource ? ` on resource: ${resource}` : ''} because no identity-based policy allows the ${action} action`;

test('the launching user launches, and takes a license by it', async () => {
  await user.ec2.runInstances(LAUNCH);
  const { ConsumedLicenses } = await user.licenseManager.getLicenseConfiguration({
    LicenseConfigurationArn: licenseArn,
  });
  assert.equal(ConsumedLicenses, 1);
});

test('the launching user writes no rules', async () => {
  const create = user.licenseManager.createLicenseConfiguration({ Name: 'mine', ...terms });
  await refuses(create, 'AccessDeniedException', notAllowed(user, 'license-manager:CreateLicenseConfiguration'));
  const raise = user.licenseManager.updateLicenseConfiguration({
    LicenseConfigurationArn: licenseArn,
    LicenseCount: 99,
  });
  await refuses(
    raise,
    'AccessDeniedException',
    notAllowed(user, 'license-manager:UpdateLicenseConfiguration', licenseArn),
  );
  await refuses(
    user.iam.createUser({ UserName: 'x' }),
    'AccessDenied',
    notAllowed(user, 'iam:CreateUser', `arn:aws:iam::${server.accountId}:user/x`),
  );
});

test('the administrator writes rules, and launches nothing', async () => {
  await administrator.licenseManager.updateLicenseConfiguration({
    LicenseConfigurationArn: licenseArn,
    LicenseCount: 8,
  });
  const instance = `arn:aws:ec2:us-east-1:${server.accountId}:instance/*`;
  const words = `You are not authorized to perform this operation. ${notAllowed(administrator, 'ec2:RunInstances', instance)}`;
  await refuses(administrator.ec2.runInstances(LAUNCH), 'UnauthorizedOperation', words);
  await refuses(administrator.ec2.runInstances({ ...LAUNCH, DryRun: true }), 'UnauthorizedOperation', words);
});

test('the auditor reads all and changes nothing', async () => {
  const { licenseManager, ec2, iam } = auditor;
  assert.equal((await licenseManager.listLicenseConfigurations({})).LicenseConfigurations?.length, 1);
  assert.equal(
    (await licenseManager.listUsageForLicenseConfiguration({ LicenseConfigurationArn: licenseArn }))
      .LicenseConfigurationUsageList?.length,
    1,
  );
  assert.equal((await ec2.describeInstances({})).Reservations?.length, 1);
  assert.equal((await iam.listUsers({})).Users?.length, 3);
  await refuses(
    licenseManager.deleteLicenseConfiguration({ LicenseConfigurationArn: licenseArn }),
    'AccessDeniedException',
  );
  await refuses(ec2.runInstances(LAUNCH), 'UnauthorizedOperation');
  await refuses(iam.deleteUser({ UserName: 'user' }), 'AccessDenied');
});

test('a dry run tells who may that they may', async () => {
  await refuses(user.ec2.runInstances({ ...LAUNCH, DryRun: true }), 'DryRunOperation');
  await refuses(user.ec2.rebootInstances({ InstanceIds: ['i-0123456789abcdef0'], DryRun: true }), 'DryRunOperation');
  await refuses(
    auditor.ec2.rebootInstances({ InstanceIds: ['i-0123456789abcdef0'], DryRun: true }),
    'UnauthorizedOperation',
  );
});

describe('without the right to a license nobody launches what is tied to it', () => {
  let stopped: string;
  before(async () => {
    stopped = (await user.ec2.runInstances(LAUNCH)).Instances![0]!.InstanceId!;
    await setPolicy(server.caller, 'user', deny('ec2:*', licenseArn));
  });
  const told = () => `with an explicit deny in an identity-based policy`;
  const denied = (answer: Promise<unknown>) =>
    refuses(answer, 'UnauthorizedOperation', new RegExp(`on resource: ${licenseArn} ${told()}$`));

  test('by RunInstances, in a dry run too', async () => {
    await denied(user.ec2.runInstances(LAUNCH));
    await denied(user.ec2.runInstances({ ...LAUNCH, DryRun: true }));
  });
  test('by StartInstances', () => denied(user.ec2.startInstances({ InstanceIds: [stopped] })));
  test('by a Spot request or a fleet, which are refused before there is one', async () => {
    const specification = { ImageId: LAUNCH.ImageId, InstanceType: LAUNCH.InstanceType };
    await denied(user.ec2.requestSpotInstances({ LaunchSpecification: specification }));
    const config = {
      IamFleetRole: 'fleet',
      TargetCapacity: 1,
      LaunchSpecifications: [specification],
    };
    await denied(user.ec2.requestSpotFleet({ SpotFleetRequestConfig: config }));
    assert.deepEqual((await auditor.ec2.describeSpotInstanceRequests({})).SpotInstanceRequests, []);
  });
  test('and all is well once it is given back', async () => {
    await clientsOf(server.caller).iam.deleteUserPolicy({ UserName: 'user', PolicyName: 'own' });
    await user.ec2.runInstances(LAUNCH);
  });
});
