import type {
  ChangePasswordRequest,
  CreateLoginProfileRequest,
  CreateLoginProfileResponse,
  DeleteLoginProfileRequest,
  GetLoginProfileRequest,
  GetLoginProfileResponse,
  LoginProfile as LoginProfileShape,
  UpdateLoginProfileRequest,
} from '@aws-sdk/client-iam';
import { hashPassword, isPassword } from '../../access/password.ts';
import type { Constraint } from '../../domain/constraints.ts';
import type { Entity } from '../../domain/identities/entity.ts';
import { passwordProblem } from '../../domain/identities/password-policy.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import {
  deleteLoginProfile as deleteProfile,
  findLoginProfile,
  insertLoginProfile,
  type LoginProfile,
  updateLoginProfile as updateProfile,
} from '../../store/iam-login-profile.ts';
import { changeEntity } from './change-identities.ts';
import { nameConstraint } from './named-entity.ts';
import { namedOrOwnArn, namedOrOwnUser } from './own-user.ts';

// A password is of the user that a request names, else of who asks. It is kept as a hash, and nothing tells it.

const password: Constraint = { length: [1, 128], pattern: /^[\t\n\r\u0020-\u00ff]+$/, form: 'characters up to U+00FF' };
const constraints = { UserName: nameConstraint(64), Password: password };

type Named = { readonly UserName?: string | undefined };

/** A root has no login profile. */
async function requireUser(
  request: Named,
  context: Parameters<typeof namedOrOwnUser>[2] & { db: Parameters<typeof namedOrOwnUser>[0] },
) {
  const user = await namedOrOwnUser(context.db, request, context);
  if (!user) throw new Fault('ValidationError', 'Must specify userName when calling with the credentials of a root.');
  return user;
}

const noProfile = ({ name }: Entity): Fault =>
  new Fault('NoSuchEntity', `Login Profile for User ${name} cannot be found.`);

function checkPassword(wanted: string, user: Entity): void {
  const problem = passwordProblem(wanted, user.name);
  if (problem) throw new Fault('PasswordPolicyViolation', problem);
}

const shapeOf = ({ name }: Entity, { createdAt, resetRequired }: LoginProfile): LoginProfileShape => ({
  UserName: name,
  CreateDate: createdAt,
  PasswordResetRequired: resetRequired,
});

export const createLoginProfile: Operation<CreateLoginProfileRequest, CreateLoginProfileResponse> = {
  resources: namedOrOwnArn,
  constraints,
  async handle(request, context) {
    const { name } = await requireUser(request, context);
    if (request.Password === undefined) throw new Fault('ValidationError', 'Password is required.');
    const passwordHash = await hashPassword(request.Password);
    const { PasswordResetRequired: resetRequired = false } = request;
    const profile = { passwordHash, resetRequired, createdAt: context.now };
    return changeEntity(context, { kind: 'user', name }, async (trx, user) => {
      checkPassword(request.Password!, user);
      if (!(await insertLoginProfile(trx, user.id, profile)))
        throw new Fault('EntityAlreadyExists', `Login Profile for user ${name} already exists.`);
      return { LoginProfile: shapeOf(user, profile) };
    });
  },
};

export const getLoginProfile: Operation<GetLoginProfileRequest, GetLoginProfileResponse> = {
  resources: namedOrOwnArn,
  constraints,
  async handle(request, context) {
    const user = await requireUser(request, context);
    const profile = await findLoginProfile(context.db, user.id);
    if (!profile) throw noProfile(user);
    return { LoginProfile: shapeOf(user, profile) };
  },
};

export const updateLoginProfile: Operation<UpdateLoginProfileRequest, Record<string, never>> = {
  resources: namedOrOwnArn,
  constraints,
  async handle({ UserName: name, Password: wanted, PasswordResetRequired: reset }, context) {
    const hash = wanted === undefined ? undefined : await hashPassword(wanted);
    await changeEntity(context, { kind: 'user', name: name! }, async (trx, user) => {
      const profile = await findLoginProfile(trx, user.id);
      if (!profile) throw noProfile(user);
      if (wanted !== undefined) checkPassword(wanted, user);
      const { passwordHash, resetRequired } = profile;
      const changed = { passwordHash: hash ?? passwordHash, resetRequired: reset ?? resetRequired };
      await updateProfile(trx, user.id, { ...profile, ...changed });
    });
    return {};
  },
};

export const deleteLoginProfile: Operation<DeleteLoginProfileRequest, Record<string, never>> = {
  resources: namedOrOwnArn,
  constraints,
  async handle(request, context) {
    const { name } = await requireUser(request, context);
    await changeEntity(context, { kind: 'user', name }, async (trx, user) => {
      if (!(await deleteProfile(trx, user.id))) throw noProfile(user);
    });
    return {};
  },
};

/** Of who asks, who has to know the old one. */
export const changePassword: Operation<ChangePasswordRequest, Record<string, never>> = {
  resources: (_, scope) => namedOrOwnArn({}, scope),
  constraints: { OldPassword: password, NewPassword: password },
  async handle({ OldPassword: old, NewPassword: wanted }, context) {
    if (context.principal.kind !== 'user')
      throw new Fault(
        'InvalidUserType',
        'Only users have a password; call ChangePassword with the credentials of one.',
      );
    const { name, id } = await requireUser({}, context);
    const known = await findLoginProfile(context.db, id);
    if (!known || !(await isPassword(old!, known.passwordHash)))
      throw new Fault('AccessDenied', 'The old password was incorrect.', 403);
    const passwordHash = await hashPassword(wanted!);
    await changeEntity(context, { kind: 'user', name }, async (trx, user) => {
      checkPassword(wanted!, user);
      await updateProfile(trx, id, { ...known, passwordHash, resetRequired: false });
    });
    return {};
  },
};
