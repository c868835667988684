import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { aws, awsRefused } from './aws-cli.ts';
import { licenseManager, uniqueName } from './clients.ts';
import { runDocument } from './run-document.ts';

// docs/audit.md, as its reader tries it.

test('docs/audit.md shows commands that work, and the reports that it orders are made', async () => {
  const name = uniqueName('reported');
  const created = await licenseManager.createLicenseConfiguration({ Name: name, LicenseCountingType: 'vCPU' });
  const arn = created.LicenseConfigurationArn!;
  await runDocument('docs/audit.md', { chapter: '## Usage reports', replacing: { LICENSE: arn } });
  const filter = `Name=LicenseConfigurationArn,Values=${arn}`;
  for (const until = Date.now() + 60_000; ; await sleep(200)) {
    const { ReportGenerators: all } = await aws(
      ...['license-manager', 'list-license-manager-report-generators', '--filters', filter],
    );
    assert.equal(all.length, 2);
    if (all.every((one: { LastRunStatus?: string }) => one.LastRunStatus === 'SUCCEEDED')) {
      assert.match(all[0].S3Location.keyPrefix, /Reports\/sql-server-weekly$/);
      break;
    }
    assert.ok(Date.now() < until, JSON.stringify(all));
  }
  const refused = await awsRefused(
    ...['license-manager', 'delete-license-configuration', '--license-configuration-arn', arn],
  );
  assert.match(refused, /reported on by 2 report generator/);
});

test('docs/audit.md shows how an audit pack is made and verified', async () => {
  const created = await licenseManager.createLicenseConfiguration({
    Name: uniqueName('packed'),
    LicenseCountingType: 'vCPU',
  });
  await runDocument('docs/audit.md', {
    chapter: '## The audit pack',
    replacing: { LICENSE: created.LicenseConfigurationArn! },
  });
});
