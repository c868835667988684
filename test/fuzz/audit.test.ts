import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { serviceNamed } from '../../src/wire/services.ts';
import { startInProcessServer } from '../in-process-server.ts';
import { callValid, createWorld, validInputs } from './valid-inputs.ts';

const READS = /^(Simulate|Describe|Get|List|Lookup|Search|Export|Recount$)/;

/** Their valid requests find nothing to change: a machine that runs, a key pair that is not there, a report that nobody reads. */
const WITHOUT_CHANGE = ['ec2:StartInstances', 'ec2:DeleteKeyPair', 'ec2:ReportInstanceStatus'];

/** What servers say of themselves every few minutes; nobody decided it. */
const REPORTS = [
  ...['ssm:PutInventory', 'ssm:RequestManagedInstanceRoleToken', 'ssm:UpdateInstanceInformation'],
  ...['ssm:UpdateInstanceAssociationStatus', 'ssm:UpdateAssociationStatus', 'ssm:PutComplianceItems'],
];

test('every operation that changes something leaves an audit event, by its own name', async () => {
  // Calls that change nothing are noted apart from their transaction, which is not what is asked here.
  const trail = { admit: () => {}, note: () => {}, noteSome: () => {}, stop: async () => {} };
  const server = await startInProcessServer({ trail });
  const world = await createWorld(server.caller);
  const silent: string[] = [];
  const asked = Object.entries(validInputs).flatMap(([service, table]) =>
    Object.keys(table).flatMap((operation) => (READS.test(operation) ? [] : [{ service, operation }])),
  );
  for (const { service, operation } of asked) {
    await sql`DELETE FROM audit_event`.execute(server.db);
    await callValid(server.caller, world, { service, operation });
    const { rows } =
      await sql`SELECT FROM audit_event WHERE action = ${`${serviceNamed(service).actionPrefix ?? service}:${operation}`}`.execute(
        server.db,
      );
    if (rows.length === 0) silent.push(`${service}:${operation}`);
  }
  assert.deepEqual(
    silent.filter((name) => ![...WITHOUT_CHANGE, ...REPORTS].includes(name)),
    [],
  );
});
