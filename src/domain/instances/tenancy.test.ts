import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTenancyProblem } from './tenancy.ts';

const allowed = (usageOperation: string) =>
  (['default', 'dedicated', 'host'] as const).filter((tenancy) => !findTenancyProblem(usageOperation, tenancy));

const ANY = ['default', 'dedicated', 'host'];
const table: [what: string, usageOperation: string, tenancies: string[]][] = [
  ['Linux', 'RunInstances', ANY],
  ['Windows with its license', 'RunInstances:0002', ANY],
  ['Windows with a license of your own', 'RunInstances:0800', ['dedicated', 'host']],
  ['RHEL with a subscription of your own', 'RunInstances:00g0', ANY],
  ['RHEL', 'RunInstances:0010', ['default', 'dedicated']],
  ['SUSE', 'RunInstances:000g', ['default', 'dedicated']],
  ['Windows with SQL Server Standard', 'RunInstances:0006', ['default', 'dedicated']],
  ['Windows with SQL Server Enterprise', 'RunInstances:0102', ['default', 'dedicated']],
  ['Windows with SQL Server Web', 'RunInstances:0202', ['default', 'dedicated']],
  ['Linux with SQL Server Standard', 'RunInstances:0004', ['default', 'dedicated']],
];
for (const [what, usageOperation, tenancies] of table)
  test(`${what} (${usageOperation}) may have the tenancy ${tenancies.join(', ')}`, () =>
    assert.deepEqual(allowed(usageOperation), tenancies));
