import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluate, type PolicySets } from '../../src/domain/policies/evaluate.ts';
import type { PolicyPrincipal } from '../../src/domain/policies/policy-principal.ts';
import {
  ACCOUNT,
  type Asked,
  allow,
  allowed,
  ann,
  denied,
  deny,
  OTHER,
  policy,
  resourcePolicy,
  root,
  session,
  undecided,
} from './evaluation-world.ts';

// What IAM's user guide says of how requests are decided, page by page: who asks, by which policies, and what comes of it.

type Sets = Partial<PolicySets>;
type Row = readonly [what: string, sets: Sets, asked: Asked, decision: string];

const all = policy(allow('*'));
const s3Only = policy(allow('s3:*'));
const when = (Condition: object, effect = allow) => policy({ ...effect('*'), Condition });
const unless = (Condition: object): Sets => ({ identity: [all, when(Condition, deny)] });
const bucket = 'arn:aws:s3:::examplebucket';

const role = 'arn:aws:iam::111122223333:role/auditor';
const own = (Principal: unknown, Effect = 'Allow') => ({
  policy: resourcePolicy({ Effect, Principal, Action: 's3:*', Resource: '*' }),
  accountId: ACCOUNT,
  required: false,
});
const foreign = (Principal: unknown, Effect = 'Allow') => ({ ...own(Principal, Effect), accountId: OTHER });
const trust = (Principal: unknown, accountId = ACCOUNT) => ({
  policy: resourcePolicy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Resource: '*' }),
  accountId,
  required: true,
});
const assume: Asked = { action: 'sts:AssumeRole', resource: role };
const notPrincipal = (AWS: unknown) => ({
  policy: resourcePolicy(
    { Effect: 'Deny', NotPrincipal: { AWS }, Action: 's3:*', Resource: '*' },
    { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' },
  ),
  accountId: ACCOUNT,
  required: false,
});

// biome-ignore format: a table is read row by row
const PAGES: Readonly<Record<string, readonly Row[]>> = {
  'Policy evaluation for requests within a single account': [
    ['all requests are denied by default', {}, {}, undecided('identity')],
    ['but those of the root', { identity: 'all' }, { principal: root }, allowed('identity')],
    ['an explicit allow overrides this default', { identity: [s3Only] }, {}, allowed('identity')],
    ['an explicit deny overrides any allow', { identity: [all, policy(deny('s3:GetObject'))] }, {}, denied('identity')],
    ['also one of the resource', { identity: [all], resource: own('*', 'Deny') }, {}, denied('resource')],
    ['also one of the resource, for the root', { identity: 'all', resource: own('*', 'Deny') }, { principal: root }, denied('resource')],
    ['also one of the boundary', { identity: [all], boundary: policy(allow('*'), deny('s3:*')) }, {}, denied('boundary')],
    ['also one of the session', { identity: [all], session: [all, policy(deny('s3:*'))] }, {}, denied('session')],
    ['identity- and resource-based policies add up', { resource: own({ AWS: ann.arn }) }, {}, allowed('resource')],
    ['a boundary gives no permission', { boundary: all }, {}, undecided('identity')],
    ['what boundary and identity both allow', { identity: [all], boundary: s3Only }, {}, allowed('identity')],
    ['what only the identity allows', { identity: [all], boundary: s3Only }, { action: 'ec2:RunInstances' }, undecided('boundary')],
    ['a session policy gives no permission', { session: [all] }, {}, undecided('identity')],
    ['what session and identity both allow', { identity: [all], session: [s3Only] }, {}, allowed('identity')],
    ['what only the identity allows, in a session', { identity: [all], session: [s3Only] }, { action: 'ec2:RunInstances' }, undecided('session')],
  ],
  'Service control policies (evaluation)': [
    ['give no permission', { scps: [[all]] }, {}, undecided('identity')],
    ['an allow is needed at every level', { identity: [all], scps: [[all], [s3Only], [all]] }, { action: 'ec2:RunInstances' }, undecided('scp')],
    ['of the root, too', { identity: 'all', scps: [[s3Only]] }, { action: 'ec2:RunInstances', principal: root }, undecided('scp')],
    ['a deny at any level is final', { identity: [all], scps: [[all, policy(deny('s3:*'))], [all]] }, {}, denied('scp')],
    ['one policy of a level is enough', { identity: [all], scps: [[policy(allow('ec2:*')), s3Only]] }, {}, allowed('identity')],
    ['cut what a resource of the account gives', { resource: own({ AWS: ann.arn }), scps: [[policy(allow('ec2:*'))]] }, {}, undecided('scp')],
    ['deny outside of two Regions, but for global services', { identity: [all], scps: [[all, policy({ Effect: 'Deny', NotAction: ['iam:*', 'organizations:*'], Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } } })]] }, { keys: { 'aws:RequestedRegion': 'us-east-1' } }, denied('scp')],
  ],
  'Resource-based policies, by whom they name': [
    ['a user: limited by no implicit deny of the boundary', { resource: own({ AWS: ann.arn }), boundary: policy(allow('ec2:*')) }, {}, allowed('resource')],
    ['a role: limited by that of the boundary', { resource: own({ AWS: role }), boundary: policy(allow('ec2:*')) }, { principal: session }, undecided('boundary')],
    ['a role: limited by that of the session', { resource: own({ AWS: role }), session: [policy(allow('ec2:*'))] }, { principal: session }, undecided('session')],
    ['a role: needs no identity-based policy', { resource: own({ AWS: role }) }, { principal: session }, allowed('resource')],
    ['a session: limited by none of them', { resource: own({ AWS: session.arn }), boundary: policy(allow('ec2:*')), session: [policy(allow('ec2:*'))] }, { principal: session }, allowed('resource')],
    ['the session of another name', { resource: own({ AWS: `${session.arn}x` }) }, { principal: session }, undecided('identity')],
    ['the account delegates to its own policies', { resource: own({ AWS: `arn:aws:iam::${ACCOUNT}:root` }) }, {}, undecided('identity')],
    ['which may allow it', { resource: own({ AWS: ACCOUNT }), identity: [s3Only] }, {}, allowed('identity')],
    ['everybody', { resource: own('*') }, {}, allowed('resource')],
    ['everybody, as AWS', { resource: own({ AWS: '*' }) }, {}, allowed('resource')],
    ['a user of the same name with another path', { resource: own({ AWS: `arn:aws:iam::${ACCOUNT}:user/x/ann` }) }, {}, undecided('identity')],
    ['in another case', { resource: own({ AWS: `arn:aws:iam::${ACCOUNT}:user/Ann` }) }, {}, undecided('identity')],
    ['a service, and nobody else', { resource: own({ Service: 'ec2.amazonaws.com' }) }, {}, undecided('identity')],
  ],
  'Cross-account policy evaluation': [
    ['both accounts have to allow', { resource: foreign({ AWS: ann.arn }), identity: [s3Only] }, {}, allowed('identity')],
    ['the resource alone is not enough', { resource: foreign({ AWS: ann.arn }) }, {}, undecided('identity')],
    ['the identity alone is not enough', { resource: foreign({ AWS: `arn:aws:iam::${OTHER}:root` }), identity: [all] }, {}, undecided('resource')],
    ['the account is named, the identity allows', { resource: foreign({ AWS: ACCOUNT }), identity: [s3Only] }, {}, allowed('identity')],
    ['a boundary limits whoever is named', { resource: foreign({ AWS: ann.arn }), identity: [all], boundary: policy(allow('ec2:*')) }, {}, undecided('boundary')],
    ['a session policy limits the session that is named', { resource: foreign({ AWS: session.arn }), identity: [all], session: [policy(allow('ec2:*'))] }, { principal: session }, undecided('session')],
    ['a deny of the resource', { resource: foreign({ AWS: ACCOUNT }, 'Deny'), identity: [all] }, {}, denied('resource')],
    ['a service control policy of who asks', { resource: foreign({ AWS: ann.arn }), identity: [all], scps: [[policy(allow('ec2:*'))]] }, {}, undecided('scp')],
    ['the root of another account is named by its account', { resource: foreign({ AWS: ACCOUNT }), identity: 'all' }, { principal: root }, allowed('identity')],
  ],
  'Role trust policies': [
    ['are needed, whatever the identity may', { resource: trust({ AWS: OTHER }), identity: [all] }, assume, undecided('resource')],
    ['that name the user are enough in its account', { resource: trust({ AWS: ann.arn }) }, assume, allowed('resource')],
    ['that name the account leave it to its policies', { resource: trust({ AWS: ACCOUNT }) }, assume, undecided('identity')],
    ['of another account need both', { resource: trust({ AWS: ann.arn }, OTHER) }, assume, undecided('identity')],
  ],
  'NotPrincipal with Deny': [
    ['does not deny who is named with its account', { resource: notPrincipal([ann.arn, `arn:aws:iam::${ACCOUNT}:root`]) }, {}, allowed('resource')],
    ['denies everybody else', { resource: notPrincipal([`arn:aws:iam::${OTHER}:user/bob`, `arn:aws:iam::${OTHER}:root`]) }, {}, denied('resource')],
    ['a role, its session and its account', { resource: notPrincipal([role, session.arn, ACCOUNT]) }, { principal: session }, allowed('resource')],
    ['always denies who has a permissions boundary', { resource: notPrincipal([ann.arn, ACCOUNT]), boundary: all, identity: [all] }, {}, denied('resource')],
  ],
  'NotAction and NotResource': [
    ['NotAction with Allow', { identity: [policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })] }, {}, allowed('identity')],
    ['NotAction with Allow, of what it leaves out', { identity: [policy({ Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' })] }, {}, undecided('identity')],
    ['NotAction with Deny', { identity: [all, policy({ Effect: 'Deny', NotAction: 'ec2:*', Resource: '*' })] }, {}, denied('identity')],
    ['NotAction with Deny allows nothing', { identity: [policy({ Effect: 'Deny', NotAction: 's3:*', Resource: '*' })] }, {}, undecided('identity')],
    ['NotResource with Deny, of what it names', { identity: [all, policy({ Effect: 'Deny', Action: 's3:*', NotResource: [bucket, `${bucket}/*`] })] }, { resource: `${bucket}/a` }, allowed('identity')],
    ['NotResource with Deny, of all else', { identity: [all, policy({ Effect: 'Deny', Action: 's3:*', NotResource: [bucket, `${bucket}/*`] })] }, { resource: 'arn:aws:s3:::other/a' }, denied('identity')],
    ['NotResource with Allow, of all else', { identity: [policy({ Effect: 'Allow', Action: 's3:*', NotResource: `${bucket}/secret/*` })] }, { resource: `${bucket}/a` }, allowed('identity')],
  ],
  Case: [
    ['of an action does not matter', { identity: [policy(allow('S3:getobject'))] }, {}, allowed('identity')],
    ['of a condition key does not matter', { identity: [when({ StringEquals: { 'AWS:SOURCEip': '203.0.113.9' } })] }, { keys: { 'aws:SourceIp': '203.0.113.9' } }, allowed('identity')],
    ['of a tag’s key does not matter', { identity: [when({ StringEquals: { 'aws:PrincipalTag/Team': 'a' } })] }, { keys: { 'aws:PrincipalTag/team': 'a' } }, allowed('identity')],
    ['of a value matters', { identity: [when({ StringEquals: { 'aws:PrincipalTag/team': 'A' } })] }, { keys: { 'aws:PrincipalTag/team': 'a' } }, undecided('identity')],
    ['of a resource matters', { identity: [policy(allow('s3:*', bucket.toUpperCase().replace('ARN:AWS:S3', 'arn:aws:s3')))] }, { resource: bucket }, undecided('identity')],
    ['of a variable does not matter', { identity: [policy(allow('s3:*', `${bucket}/\${AWS:UserName}/*`))] }, { resource: `${bucket}/ann/a`, keys: { 'aws:username': 'ann' } }, allowed('identity')],
  ],
  'Conditions with several keys or values': [
    ['all operators and keys have to hold', { identity: [when({ StringEquals: { 'a:x': '1' }, Bool: { 'a:y': 'true' } })] }, { keys: { 'a:x': '1', 'a:y': 'false' } }, undecided('identity')],
    ['one value of a key has to', { identity: [when({ StringEquals: { 'a:x': ['1', '2'] } })] }, { keys: { 'a:x': '2' } }, allowed('identity')],
    ['none of a negated operator may', unless({ StringNotEquals: { 'a:x': ['1', '2'] } }), { keys: { 'a:x': '2' } }, allowed('identity')],
    ['a negated operator holds where the key is missing', unless({ StringNotEquals: { 'a:x': '1' } }), {}, denied('identity')],
    ['any other does not', unless({ StringEquals: { 'a:x': '1' } }), {}, allowed('identity')],
    ['…IfExists holds where it is missing', unless({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }), {}, denied('identity')],
    ['and is judged where it is there', unless({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }), { keys: { 'aws:MultiFactorAuthPresent': 'true' } }, allowed('identity')],
    ['a negated …IfExists, too', unless({ StringNotEqualsIfExists: { 'a:x': '1' } }), {}, denied('identity')],
    ['Null true: the key is missing', unless({ Null: { 'aws:TokenIssueTime': 'true' } }), {}, denied('identity')],
    ['Null false: it is there', unless({ Null: { 'aws:TokenIssueTime': 'false' } }), {}, allowed('identity')],
  ],
  'Multivalued context keys': [
    ['ForAllValues: each is among them', unless({ 'ForAllValues:StringLike': { 'aws:TagKeys': ['key1*'] } }), { keys: { 'aws:TagKeys': ['key1:a', 'key1:b'] } }, denied('identity')],
    ['ForAllValues: one is not', unless({ 'ForAllValues:StringLike': { 'aws:TagKeys': ['key1*'] } }), { keys: { 'aws:TagKeys': ['key1:a', 'key2:b'] } }, allowed('identity')],
    ['ForAllValues holds of none', unless({ 'ForAllValues:StringLike': { 'aws:TagKeys': ['key1*'] } }), {}, denied('identity')],
    ['ForAllValues holds of an empty set', unless({ 'ForAllValues:StringLike': { 'aws:TagKeys': ['key1*'] } }), { keys: { 'aws:TagKeys': [] } }, denied('identity')],
    ['which Null prevents', unless({ 'ForAllValues:StringLike': { 'aws:TagKeys': ['key1*'] }, Null: { 'aws:TagKeys': 'false' } }), {}, allowed('identity')],
    ['ForAnyValue: one is among them', unless({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['environment', 'webserver'] } }), { keys: { 'aws:TagKeys': ['cost', 'environment'] } }, denied('identity')],
    ['ForAnyValue: none is', unless({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['environment'] } }), { keys: { 'aws:TagKeys': ['cost'] } }, allowed('identity')],
    ['ForAnyValue holds not of none', unless({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['environment'] } }), {}, allowed('identity')],
    ['ForAnyValue:StringNotEquals: one is another', unless({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['environment'] } }), { keys: { 'aws:TagKeys': ['environment', 'cost'] } }, denied('identity')],
    ['ForAllValues:StringNotEquals: all are others', unless({ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['environment'] } }), { keys: { 'aws:TagKeys': ['environment', 'cost'] } }, allowed('identity')],
  ],
  'Variables and tags': [
    ['stand for the value of the request', { identity: [policy(allow('s3:*', `${bucket}/\${aws:PrincipalTag/team}/*`))] }, { resource: `${bucket}/yellow/a`, keys: { 'aws:PrincipalTag/team': 'yellow' } }, allowed('identity')],
    ['for nothing where it is missing', { identity: [policy(allow('s3:*', `${bucket}/\${aws:PrincipalTag/team}/*`))] }, { resource: `${bucket}//a` }, undecided('identity')],
    ['for the default value then', { identity: [policy(allow('s3:*', `${bucket}/\${aws:PrincipalTag/team, 'company-wide'}/*`))] }, { resource: `${bucket}/company-wide/a` }, allowed('identity')],
    ['not for it where there is one', { identity: [policy(allow('s3:*', `${bucket}/\${aws:PrincipalTag/team, 'company-wide'}/*`))] }, { resource: `${bucket}/company-wide/a`, keys: { 'aws:PrincipalTag/team': 'yellow' } }, undecided('identity')],
    ['${*} is an asterisk', { identity: [policy(allow('s3:*', `${bucket}/\${*}`))] }, { resource: `${bucket}/a` }, undecided('identity')],
    ['a value with an asterisk is no wildcard', { identity: [policy(allow('s3:*', `${bucket}/\${aws:username}`))] }, { resource: `${bucket}/a`, keys: { 'aws:username': '*' } }, undecided('identity')],
    ['are none in the older version', { identity: [policy.older(allow('s3:*', `${bucket}/\${aws:username}`))] }, { resource: `${bucket}/ann`, keys: { 'aws:username': 'ann' } }, undecided('identity')],
    ['a multivalued key is none', { identity: [when({ StringEquals: { 'a:x': '${aws:TagKeys}' } })] }, { keys: { 'a:x': 'a', 'aws:TagKeys': ['a', 'b'] } }, undecided('identity')],
  ],
  Wildcards: [
    ['any combination of characters', { identity: [policy(allow('s3:*Object'))] }, {}, allowed('identity')],
    ['a single character', { identity: [policy(allow('s3:GetObjec?'))] }, {}, allowed('identity')],
    ['and not none', { identity: [policy(allow('s3:GetObject?'))] }, {}, undecided('identity')],
    ['reach no further than a part of an ARN', { identity: [policy(allow('ec2:*', 'arn:aws:ec2:*:instance/*'))] }, { action: 'ec2:StopInstances', resource: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0a' }, undecided('identity')],
    ['but over slashes and colons in the last', { identity: [policy(allow('s3:*', 'arn:aws:s3:::examplebucket/*'))] }, { resource: `${bucket}/a/b:c` }, allowed('identity')],
    ['StringEquals has none', { identity: [when({ StringEquals: { 'a:x': 'a*' } })] }, { keys: { 'a:x': 'ab' } }, undecided('identity')],
    ['StringLike has', { identity: [when({ StringLike: { 'a:x': 'a*' } })] }, { keys: { 'a:x': 'ab' } }, allowed('identity')],
    ['ArnEquals has, as ArnLike', { identity: [when({ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } })] }, { keys: { 'aws:PrincipalArn': ann.arn } }, allowed('identity')],
  ],
};

const ask = (
  sets: Sets,
  { action = 's3:GetObject', resource = `${bucket}/a`, keys, principal = ann as PolicyPrincipal }: Asked,
) => {
  const { decision, by } = evaluate({ action, resource, context: keysOf(keys), principal }, { identity: [], ...sets });
  return `${decision} by ${by}`;
};

const keysOf = (keys: Asked['keys'] = {}) => {
  const lists = Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value].flat()] as const);
  return (key: string) => new Map(lists).get(key);
};

for (const [page, rows] of Object.entries(PAGES))
  describe(page, () => {
    for (const [what, sets, asked, decision] of rows) test(what, () => assert.equal(ask(sets, asked), decision));
  });
