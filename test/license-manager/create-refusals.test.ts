import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const INVALID = 'InvalidParameterValueException 400';
const refused = (input: object) =>
  world.refusal('CreateLicenseConfiguration', { Name: 'N', LicenseCountingType: 'vCPU', ...input });

const filter = (name: string, comparator: string, values?: string[]) => ({
  ProductInformationFilterName: name,
  ProductInformationFilterComparator: comparator,
  ProductInformationFilterValue: values,
});
const product = (type: string, ...filters: object[]) => ({ ResourceType: type, ProductInformationFilterList: filters });
const rds = product('RDS', filter('Engine Edition', 'EQUALS', ['oracle-ee']));
const tag = (Key?: string, Value?: string) => ({ Key, Value });
const tags = (count: number) => Array.from({ length: count }, (_, n) => tag(`key-${n}`, 'value'));

describe('members, in the order of the model', () => {
  const table: [what: string, input: object, text: RegExp][] = [
    ['Name missing', { Name: null }, /required member Name/],
    ['Name empty', { Name: '' }, /Name: expected 1 to 255 characters/],
    ['Name too long', { Name: 'n'.repeat(256) }, /Name: expected 1 to 255 characters/],
    ['Name with a line break', { Name: 'a\nb' }, /Name/],
    ['Name with NUL', { Name: 'a\0b' }, /Name/],
    ['Name with half a character', { Name: 'a\ud800' }, /Name/],
    ['Description too long', { Description: 'd'.repeat(1025) }, /Description: expected 0 to 1024 characters/],
    ['Description with a control character', { Description: 'a\u0007' }, /Description/],
    ['LicenseCountingType missing', { LicenseCountingType: null }, /required member LicenseCountingType/],
    ['LicenseCountingType unknown', { LicenseCountingType: 'Cores' }, /expected one of vCPU, Instance, Core, Socket/],
    ['LicenseCount negative', { LicenseCount: -1 }, /LicenseCount: expected 0 to/],
    ['LicenseCount broken', { LicenseCount: 1.5 }, /LicenseCount: expected a whole number/],
    ['LicenseCount beyond what is exact', { LicenseCount: 2 ** 53 }, /LicenseCount/],
    [
      'LicenseCountHardLimit without a count',
      { LicenseCountHardLimit: true },
      /LicenseCountHardLimit is true without a LicenseCount/,
    ],
    ['LicenseRules not rules', { LicenseRules: ['minimumVcpus=1'] }, /expected form is #name=value/],
    ['LicenseRules too long', { LicenseRules: [`#${'x'.repeat(255)}=1`] }, /LicenseRules\[0\]: expected 0 to 255/],
    [
      'LicenseRules too many',
      { LicenseRules: Array(51).fill('#minimumVcpus=1') },
      /LicenseRules: expected 0 to 50 items/,
    ],
    ['Tags too many', { Tags: tags(51) }, /Tags: expected 0 to 50 items/],
    ['Tags without a key', { Tags: [tag(undefined, 'v')] }, /no Key/],
    ['Tags with an empty key', { Tags: [tag('', 'v')] }, /Tags\[0\]\.Key: expected 1 to 128/],
    ['Tags with a long key', { Tags: [tag('k'.repeat(129), 'v')] }, /Tags\[0\]\.Key: expected 1 to 128/],
    ['Tags with a long value', { Tags: [tag('k', 'v'.repeat(257))] }, /Tags\[0\]\.Value: expected 0 to 256/],
    ['Tags of AWS', { Tags: [tag('AWS:cost', 'v')] }, /begins with aws:/],
    ['Tags twice', { Tags: [tag('k', 'a'), tag('k', 'b')] }, /"k" is given twice/],
    ['LicenseExpiry negative', { LicenseExpiry: -1 }, /LicenseExpiry/],
    ['LicenseExpiry broken', { LicenseExpiry: 0.5 }, /LicenseExpiry: expected a whole number/],
  ];
  for (const [what, input, text] of table)
    test(what, async () => {
      const answer = await refused(input);
      assert.ok(answer.startsWith(`${INVALID}: `), answer);
      assert.match(answer, text);
    });
});

describe('license rules', () => {
  const table: [what: string, type: string, rules: string[], text: RegExp][] = [
    ['unknown', 'vCPU', ['#minimumThreads=1'], /unknown/],
    ['of another counting type', 'vCPU', ['#minimumCores=1'], /does not apply to counting type vCPU/],
    ['affinity of a type without hosts', 'Instance', ['#licenseAffinityToHost=1'], /does not apply/],
    ['a minimum above its maximum', 'vCPU', ['#minimumVcpus=9', '#maximumVcpus=8'], /is above/],
    ['the same twice', 'vCPU', ['#minimumVcpus=1', '#minimumVcpus=1'], /given twice/],
    ['tenancy without hosts', 'Core', ['#allowedTenancy=EC2-DedicatedHost,EC2-Default'], /EC2-DedicatedHost/],
    ['affinity of no day', 'Socket', ['#licenseAffinityToHost=0'], /1 to 180/],
    ['affinity of 181 days', 'Socket', ['#licenseAffinityToHost=181'], /1 to 180/],
    ['a bound of 0', 'vCPU', ['#minimumVcpus=0'], /1 to 10000/],
    ['a bound above 10,000', 'vCPU', ['#maximumVcpus=10001'], /1 to 10000/],
    ['neither True nor False', 'vCPU', ['#honorVcpuOptimization=yes'], /True or False/],
  ];
  for (const [what, type, LicenseRules, text] of table)
    test(what, async () => {
      const answer = await refused({ LicenseCountingType: type, LicenseRules });
      assert.ok(answer.startsWith(`${INVALID}: `), answer);
      assert.match(answer, text);
    });

  const accepted: [type: string, rules: string[]][] = [
    ['vCPU', ['#minimumVcpus=1', '#maximumVcpus=1', '#honorVcpuOptimization=False', '#includedStoppedInstances=True']],
    ['Instance', ['#minimumVcpus=1', '#minimumCores=1', '#minimumSockets=1', '#allowedTenancy=EC2-Default']],
    ['Core', ['#minimumCores=1', '#maximumCores=10000', '#licenseAffinityToHost=180']],
    ['Socket', ['#minimumSockets=1', '#maximumSockets=2', '#licenseAffinityToHost=1']],
  ];
  for (const [type, LicenseRules] of accepted)
    test(`${type} takes ${LicenseRules.join(' ')}`, async () => {
      const arn = await world.create({ LicenseCountingType: type, LicenseRules });
      const got = await world.call('GetLicenseConfiguration', { LicenseConfigurationArn: arn });
      assert.deepEqual(got.LicenseRules, LicenseRules);
    });

  test('as in the example of the user guide: 96 cores, of hosts, for machines of 8 to 16 cores', async () => {
    const LicenseRules = ['#minimumCores=8', '#maximumCores=16', '#allowedTenancy=EC2-DedicatedHost'];
    const input = { LicenseCountingType: 'Core', LicenseCount: 96, LicenseCountHardLimit: true, LicenseRules };
    const arn = await world.create(input);
    const outcome = await world.launch({ licenseConfigurationArns: [arn], instanceType: 'm5.4xlarge' });
    assert.equal(outcome.ok === false && outcome.refusal.kind, 'licenses');
  });
});

describe('product information', () => {
  const named = (name: string, comparator = 'EQUALS', values: string[] | undefined = ['x']) => [
    product('SSM_MANAGED', filter(name, comparator, values)),
  ];
  const table: [what: string, list: object[], text: RegExp][] = [
    [
      'of an unknown resource type',
      [product('EC2', filter('Application Name', 'EQUALS', ['x']))],
      /SSM_MANAGED and RDS/,
    ],
    ['without filters', [product('SSM_MANAGED')], /no filters/],
    ['with an unknown filter', named('application name'), /no filter named "application name"/],
    ['with a filter of the other resource type', named('Engine Edition'), /no filter named/],
    ['with a comparator that the filter does not have', named('Application Name', 'NOT_EQUALS'), /expected EQUALS/],
    ['with an exclusion that is none', named('AccountId', 'EQUALS', [ACCOUNT]), /expected NOT_EQUALS/],
    ['without values', named('Application Name', 'EQUALS', []), /no values/],
    ['with an account that is none', named('AccountId', 'NOT_EQUALS', ['me']), /cannot have the value "me"/],
    ['with a tag exclusion without a key', named('Tag:', 'NOT_EQUALS'), /no filter named/],
    [
      'of RDS with two editions',
      [product('RDS', filter('Engine Edition', 'EQUALS', ['oracle-ee', 'oracle-se']))],
      /stands alone/,
    ],
    ['of RDS beside another product', [rds, ...named('Application Name')], /stands alone/],
  ];
  for (const [what, ProductInformationList, text] of table)
    test(`${what} is refused`, async () => {
      const answer = await refused({ ProductInformationList });
      assert.ok(answer.startsWith(`${INVALID}: `), answer);
      assert.match(answer, text);
    });

  test('of RDS is refused with rules, with a hard limit and with another counting type', async () => {
    const ProductInformationList = [rds];
    assert.match(
      await refused({ ProductInformationList, LicenseRules: ['#minimumVcpus=1'] }),
      /does not go with license rules/,
    );
    assert.match(
      await refused({ ProductInformationList, LicenseCount: 1, LicenseCountHardLimit: true }),
      /does not go with LicenseCountHardLimit/,
    );
    assert.match(
      await refused({ ProductInformationList, LicenseCountingType: 'Core' }),
      /needs the counting type vCPU/,
    );
  });

  const accepted: [what: string, list: object[]][] = [
    [
      'every filter of managed machines',
      [
        product(
          'SSM_MANAGED',
          ...['Application Name', 'Application Publisher', 'Application Version', 'Platform Name'].map((name) =>
            filter(name, 'EQUALS', ['x', 'y']),
          ),
          filter('Platform Type', 'EQUALS', ['Linux']),
          filter('License Included', 'NOT_EQUALS', ['sql-server-web']),
          filter('AccountId', 'NOT_EQUALS', [OTHER_ACCOUNT]),
          filter('Tag:stage', 'NOT_EQUALS', ['test']),
          filter('Tag:spare', 'NOT_EQUALS'),
        ),
      ],
    ],
    ['several products', [...named('Application Name'), ...named('Platform Name')]],
    ...['oracle-ee', 'db2-ce', 'an-edition-of-next-year'].map((edition): [string, object[]] => [
      `the edition ${edition} of RDS`,
      [product('RDS', filter('Engine Edition', 'EQUALS', [edition]))],
    ]),
    ['a license pack of RDS', [product('RDS', filter('License Pack', 'EQUALS', ['diagnostic pack sqlt']))]],
  ];
  for (const [what, ProductInformationList] of accepted)
    test(`of ${what} is taken`, async () => {
      const arn = await world.create({ LicenseCountingType: 'vCPU', ProductInformationList });
      const got = await world.call('GetLicenseConfiguration', { LicenseConfigurationArn: arn });
      assert.deepEqual(got.ProductInformationList, JSON.parse(JSON.stringify(ProductInformationList)));
    });
});

describe('the quota of 1,000 license configurations', () => {
  const who = { accountId: OTHER_ACCOUNT, region: 'eu-central-1' };
  const fill = (count: number, status: string) =>
    sql`INSERT INTO license_configuration (account_id, region, license_configuration_id, name, counting_type, status, created_at)
      SELECT ${OTHER_ACCOUNT}, 'eu-central-1', 'lic-' || md5(${status} || n), 'n', 'Instance', ${status}, now()
      FROM generate_series(1, ${sql.lit(count)}) n`.execute(world.db);

  test('lets one of many at once through when there is room for one; deleted ones do not count', async () => {
    await fill(999, 'AVAILABLE');
    await fill(5, 'DELETED');
    // All connections are open before the requests come, so that these meet and do not follow each other.
    await Promise.all(Array.from({ length: 10 }, () => sql`SELECT pg_sleep(0.1)`.execute(world.db)));
    const created = await Promise.allSettled(Array.from({ length: 6 }, () => world.create({}, who)));
    assert.equal(created.filter((result) => result.status === 'fulfilled').length, 1);
  });

  test('is told, and holds for one account and Region', async () => {
    const input = { Name: 'N', LicenseCountingType: 'vCPU' };
    assert.match(
      await world.refusal('CreateLicenseConfiguration', input, who),
      /^ResourceLimitExceededException 400: .*1000/,
    );
    await world.create({}, { ...who, region: 'eu-west-2' });
    await world.create({}, { ...who, accountId: ACCOUNT });
  });
});
