import assert from 'node:assert/strict';
import { test } from 'node:test';
import { associateIamInstanceProfile } from '../../src/operations/ec2/instance-profiles/associate-iam-instance-profile.ts';
import { describeIamInstanceProfileAssociations } from '../../src/operations/ec2/instance-profiles/describe-iam-instance-profile-associations.ts';
import { disassociateIamInstanceProfile } from '../../src/operations/ec2/instance-profiles/disassociate-iam-instance-profile.ts';
import { replaceIamInstanceProfileAssociation } from '../../src/operations/ec2/instance-profiles/replace-iam-instance-profile-association.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { ACCOUNT, type Cloud, faultOf, givenCloud, OTHER_ACCOUNT } from './launching.ts';

const arnOf = (name: string) => `arn:aws:iam::${ACCOUNT}:instance-profile/${name}`;

async function launchOne(cloud: Cloud, profile?: string): Promise<string> {
  const { Instances } = await cloud.launch(profile ? { IamInstanceProfile: { Name: profile } } : {});
  await cloud.settle(Instances![0]!.InstanceId!);
  return Instances![0]!.InstanceId!;
}

async function associationsOf({ call }: Cloud, instanceId: string) {
  const Filters = [{ Name: 'instance-id', Values: [instanceId] }];
  return (await call(describeIamInstanceProfileAssociations, { Filters })).IamInstanceProfileAssociations!;
}

async function profileOf({ call }: Cloud, instanceId: string) {
  const { Reservations } = await call(describeInstances, { InstanceIds: [instanceId] });
  return Reservations![0]!.Instances![0]!.IamInstanceProfile;
}

test('a machine launched with an instance profile has an association, which is replaced and taken away', async () => {
  const cloud = await givenCloud();
  const id = await launchOne(cloud, 'web');
  const [first, ...none] = await associationsOf(cloud, id);
  assert.deepEqual(none, []);
  assert.match(first!.AssociationId!, /^iip-assoc-[0-9a-f]{17}$/);
  assert.deepEqual([first!.State, first!.InstanceId], ['associated', id]);
  assert.deepEqual(first!.IamInstanceProfile, await profileOf(cloud, id));

  const AssociationId = first!.AssociationId!;
  const replacing = { AssociationId, IamInstanceProfile: { Name: 'db' } };
  const replaced = (await cloud.call(replaceIamInstanceProfileAssociation, replacing)).IamInstanceProfileAssociation!;
  assert.equal(replaced.State, 'associating');
  assert.notEqual(replaced.AssociationId, AssociationId);
  assert.equal((await profileOf(cloud, id))!.Arn, arnOf('db'));
  assert.deepEqual(await associationsOf(cloud, id), [{ ...replaced, State: 'associated' }]);
  const again = cloud.call(replaceIamInstanceProfileAssociation, replacing);
  await assert.rejects(again, faultOf('InvalidAssociationID.NotFound'));

  const taking = { AssociationId: replaced.AssociationId };
  const taken = await cloud.call(disassociateIamInstanceProfile, taking);
  assert.deepEqual(taken.IamInstanceProfileAssociation, { ...replaced, State: 'disassociating' });
  assert.equal(await profileOf(cloud, id), undefined);
  assert.deepEqual(await associationsOf(cloud, id), []);
  await assert.rejects(cloud.call(disassociateIamInstanceProfile, taking), faultOf('InvalidAssociationID.NotFound'));
});

test('a machine has one instance profile at the most', async () => {
  const cloud = await givenCloud();
  const InstanceId = await launchOne(cloud);
  const associate = (IamInstanceProfile: { Name?: string; Arn?: string }) =>
    cloud.call(associateIamInstanceProfile, { InstanceId, IamInstanceProfile });
  const { IamInstanceProfileAssociation: made } = await associate({ Arn: arnOf('web') });
  assert.equal(made!.State, 'associating');
  assert.equal((await profileOf(cloud, InstanceId))!.Arn, arnOf('web'));
  await assert.rejects(
    associate({ Name: 'db' }),
    faultOf('IncorrectState', `There is an existing association for instance ${InstanceId}`),
  );
  await cloud.call(disassociateIamInstanceProfile, { AssociationId: made!.AssociationId });
  const { IamInstanceProfileAssociation: next } = await associate({ Name: 'db' });
  assert.notEqual(next!.AssociationId, made!.AssociationId);
});

test('of a stopped machine the profile is taken away and another one given, but not replaced', async () => {
  const cloud = await givenCloud();
  const InstanceId = await launchOne(cloud, 'web');
  await cloud.call(stopInstances, { InstanceIds: [InstanceId] });
  await cloud.settle(InstanceId);
  const AssociationId = (await associationsOf(cloud, InstanceId))[0]!.AssociationId!;
  const IamInstanceProfile = { Name: 'db' };
  const replacing = cloud.call(replaceIamInstanceProfileAssociation, { AssociationId, IamInstanceProfile });
  await assert.rejects(
    replacing,
    faultOf('IncorrectState', /^The association iip-assoc-\w+ is not the active association/),
  );
  await cloud.call(disassociateIamInstanceProfile, { AssociationId });
  await cloud.call(associateIamInstanceProfile, { InstanceId, IamInstanceProfile });
  assert.equal((await profileOf(cloud, InstanceId))!.Arn, arnOf('db'));
});

test('what is asked for wrongly is refused, and what is of another account is not there', async () => {
  const cloud = await givenCloud();
  const InstanceId = await launchOne(cloud);
  const associate = (IamInstanceProfile: { Name?: string; Arn?: string }, as = {}) =>
    cloud.call(associateIamInstanceProfile, { InstanceId, IamInstanceProfile }, as);
  await assert.rejects(associate({}), faultOf('MissingMember'));
  await assert.rejects(associate({ Name: 'a/b' }), faultOf('InvalidParameterValue'));
  await assert.rejects(associate({ Arn: 'web' }), faultOf('InvalidParameterValue'));
  await assert.rejects(associate({ Name: 'web', Arn: arnOf('web') }), faultOf('InvalidParameterCombination'));
  const stranger = { accountId: OTHER_ACCOUNT };
  await assert.rejects(associate({ Name: 'web' }, stranger), faultOf('InvalidInstanceID.NotFound'));
  const { AssociationId } = (await associate({ Name: 'web' })).IamInstanceProfileAssociation!;
  const takenByStranger = cloud.call(disassociateIamInstanceProfile, { AssociationId }, stranger);
  await assert.rejects(takenByStranger, faultOf('InvalidAssociationID.NotFound'));
  const malformed = cloud.call(disassociateIamInstanceProfile, { AssociationId: InstanceId });
  await assert.rejects(malformed, faultOf('InvalidAssociationID.Malformed'));
  await cloud.call(terminateInstances, { InstanceIds: [InstanceId] });
  await assert.rejects(associate({ Name: 'web' }), faultOf('IncorrectInstanceState'));
  await cloud.settle(InstanceId);
  const ofGone = cloud.call(describeIamInstanceProfileAssociations, { AssociationIds: [AssociationId!] });
  await assert.rejects(ofGone, faultOf('InvalidAssociationID.NotFound'));
});

test('associations are listed page by page', async () => {
  const cloud = await givenCloud();
  await cloud.launch({ MinCount: 6, MaxCount: 6, IamInstanceProfile: { Name: 'web' } });
  await cloud.launch();
  const list = (NextToken?: string) =>
    cloud.call(describeIamInstanceProfileAssociations, { MaxResults: 5, ...(NextToken && { NextToken }) });
  const first = await list();
  const second = await list(first.NextToken);
  assert.deepEqual(
    [first, second].map((page) => page.IamInstanceProfileAssociations!.length),
    [5, 1],
  );
  assert.equal(second.NextToken, undefined);
  const Filters = [{ Name: 'state', Values: ['disassociating'] }];
  const passing = await cloud.call(describeIamInstanceProfileAssociations, { Filters });
  assert.deepEqual(passing.IamInstanceProfileAssociations, []);
});
