// Brings about a license, an image tied to it and a machine by version 2 of the JavaScript SDK, or takes them away.
// Prints what was changed as JSON. Arguments: the SDK's folder, present|absent, URL, name, type.
const [sdk, wish, endpoint, name, InstanceType] = process.argv.slice(2);
const AWS = require(sdk);
AWS.config.update({ region: process.env.AWS_REGION, endpoint });
const [ec2, licenseManager] = [new AWS.EC2(), new AWS.LicenseManager()];
const changes = [];
const change = async (what, request) => {
  changes.push(what);
  return request.promise();
};
const Tags = [{ Key: 'Name', Value: name }];

const license = async () => {
  const { LicenseConfigurations } = await licenseManager.listLicenseConfigurations({}).promise();
  return LicenseConfigurations.find(({ Name }) => Name === name);
};
const image = async () => {
  const Filters = [{ Name: 'name', Values: [name] }];
  return (await ec2.describeImages({ Owners: ['self'], Filters }).promise()).Images[0];
};
const machine = async () => {
  const Filters = [
    { Name: 'tag:Name', Values: [name] },
    { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
  ];
  const { Reservations } = await ec2.describeInstances({ Filters }).promise();
  return Reservations[0]?.Instances[0];
};
const until = (state, { InstanceId }) =>
  ec2.waitFor(state, { InstanceIds: [InstanceId], $waiter: { delay: 1, maxAttempts: 60 } }).promise();

async function bringAbout() {
  if (!(await license())) {
    const rules = { LicenseCountingType: 'vCPU', LicenseCount: 8, LicenseCountHardLimit: true };
    await change('license', licenseManager.createLicenseConfiguration({ Name: name, ...rules }));
  }
  const { LicenseConfigurationArn } = await license();
  if (!(await image())) await change('image', ec2.registerImage({ Name: name, Architecture: 'x86_64' }));
  const { ImageId } = await image();
  const ResourceArn = `arn:aws:ec2:${AWS.config.region}::image/${ImageId}`;
  const tied = await licenseManager.listLicenseSpecificationsForResource({ ResourceArn }).promise();
  if (tied.LicenseSpecifications.length === 0) {
    const AddLicenseSpecifications = [{ LicenseConfigurationArn }];
    const request = { ResourceArn, AddLicenseSpecifications };
    await change('tie', licenseManager.updateLicenseSpecificationsForResource(request));
  }
  if (!(await machine())) {
    const TagSpecifications = [{ ResourceType: 'instance', Tags }];
    const request = { ImageId, InstanceType, MinCount: 1, MaxCount: 1, TagSpecifications };
    await change('machine', ec2.runInstances(request));
    await until('instanceRunning', await machine());
  }
  const made = await machine();
  if (made.InstanceType !== InstanceType) {
    await ec2.stopInstances({ InstanceIds: [made.InstanceId] }).promise();
    await until('instanceStopped', made);
    const request = { InstanceId: made.InstanceId, InstanceType: { Value: InstanceType } };
    await change('type', ec2.modifyInstanceAttribute(request));
    await ec2.startInstances({ InstanceIds: [made.InstanceId] }).promise();
    await until('instanceRunning', made);
  }
}

async function takeAway() {
  const made = await machine();
  if (made) {
    await change('machine', ec2.terminateInstances({ InstanceIds: [made.InstanceId] }));
    await until('instanceTerminated', made);
  }
  const registered = await image();
  if (registered) {
    const { LicenseConfigurationArn } = await license();
    const ResourceArn = `arn:aws:ec2:${AWS.config.region}::image/${registered.ImageId}`;
    const RemoveLicenseSpecifications = [{ LicenseConfigurationArn }];
    await licenseManager.updateLicenseSpecificationsForResource({ ResourceArn, RemoveLicenseSpecifications }).promise();
    await change('image', ec2.deregisterImage({ ImageId: registered.ImageId }));
  }
  const found = await license();
  if (found) {
    const { LicenseConfigurationArn } = found;
    await change('license', licenseManager.deleteLicenseConfiguration({ LicenseConfigurationArn }));
  }
}

(async () => {
  await (wish === 'present' ? bringAbout() : takeAway());
  const [made, counted] = [await machine(), await license()];
  const seen = { machine: made?.InstanceId, type: made?.InstanceType, consumed: counted?.ConsumedLicenses };
  console.log(JSON.stringify({ changes, ...seen }));
})();
