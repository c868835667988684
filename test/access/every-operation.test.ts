import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { encodeInput } from '../fuzz/encode-input.ts';
import { createWorld, validInputs, type World } from '../fuzz/valid-inputs.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call } from '../signed-request.ts';
import { createUser, type User } from './access-world.ts';

// Every operation, by a valid request, of a user without policies and of each whose work has a ready-made one. A new operation is asked too.

let server: InProcessServer;
let world: World;

before(async () => {
  server = await startInProcessServer();
  world = await createWorld(server.caller);
});

const DENIED =
  /"__type":"[\w.#]*(AccessDeniedException|ForbiddenException|UnauthorizedOperation)"|<Code>(AccessDenied|AuthorizationError|UnauthorizedOperation)</;

/** The role of its valid request trusts everybody, or who has the token in it; or it has a password: they then need no permission. */
const TRUSTED = ['AssumeRole', 'AssumeRoleWithWebIdentity', 'ConsoleLogin'];

/** The operations that a user is let into, whatever comes of it. */
async function openTo({ caller }: User): Promise<string[]> {
  const open: string[] = [];
  for (const [service, table] of Object.entries(server.operations))
    for (const operation of Object.keys(table)) {
      const input = validInputs[service]![operation]!(world);
      const { status, text } = await call(caller, encodeInput(service, operation, input));
      assert.ok(status < 500, `${service}:${operation} answered ${status}`);
      if (!DENIED.test(text) && !TRUSTED.includes(operation)) open.push(`${service}:${operation}`);
    }
  return open;
}

const readyMade = (name: string) => createUser(server.caller, name, { managed: [`arn:aws:iam::aws:policy/${name}`] });
const READS = /:(Get|List|Describe|Search|Simulate|Lookup|Export|Generate)/;

test('without a policy nothing is open to a user but what needs no permission', async () => {
  const open = await openTo(await createUser(server.caller, 'nobody'));
  assert.deepEqual(open, ['sts:GetCallerIdentity', 'sts:GetSessionToken']);
});

test('an auditor reads, and no operation that changes something is open to one', async () => {
  const open = await openTo(await readyMade('HeadroomAuditor'));
  assert.deepEqual(
    open.filter((name) => !READS.test(name)),
    [],
  );
  assert.ok(open.length > 80, `${open.length} are open`);
});

test('a launching user changes no rules of licenses and no rights', async () => {
  const open = (await openTo(await readyMade('HeadroomLaunchingUser'))).filter((name) => !READS.test(name));
  assert.deepEqual(
    open.filter((name) => !name.startsWith('ec2:')),
    [],
  );
  for (const action of ['ec2:RunInstances', 'ec2:StartInstances', 'ec2:TerminateInstances'])
    assert.ok(open.includes(action), action);
});

test('a license administrator launches nothing and changes no rights, but for the role that License Manager needs', async () => {
  const open = (await openTo(await readyMade('HeadroomLicenseAdministrator'))).filter((name) => !READS.test(name));
  assert.deepEqual(
    open.filter((name) =>
      /^(iam:(?!CreateServiceLinkedRole)|sts:|organizations:|headroom:)|^ec2:(Run|Start|Stop|Terminate|Request|CreateFleet)/.test(
        name,
      ),
    ),
    [],
  );
  for (const action of ['license-manager:CreateLicenseConfiguration', 'license-manager:DeleteLicenseConfiguration'])
    assert.ok(open.includes(action), action);
});
