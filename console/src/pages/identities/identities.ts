import {
  GetRoleCommand,
  GetUserCommand,
  type Group,
  ListGroupsCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
  type Policy,
  type Role,
  type User,
} from '@aws-sdk/client-iam';
import { iam } from '../../aws/iam.ts';
import { type AwsList, useAws, useAwsList } from '../../aws/use-aws.ts';
import { iamPage, MaxItems } from './iam-page.ts';

export const useUsers = (): AwsList<User> =>
  useAwsList({
    key: ['users'],
    ask: async (region, Marker) => {
      const answer = await iam(region).send(new ListUsersCommand({ MaxItems, Marker }));
      return iamPage(answer.Users, answer);
    },
  });

export const useUser = (UserName: string) =>
  useAws({
    key: ['user', UserName],
    ask: async (region) => (await iam(region).send(new GetUserCommand({ UserName }))).User!,
  });

export const useGroups = (): AwsList<Group> =>
  useAwsList({
    key: ['groups'],
    ask: async (region, Marker) => {
      const answer = await iam(region).send(new ListGroupsCommand({ MaxItems, Marker }));
      return iamPage(answer.Groups, answer);
    },
  });

export const useRoles = (): AwsList<Role> =>
  useAwsList({
    key: ['roles'],
    ask: async (region, Marker) => {
      const answer = await iam(region).send(new ListRolesCommand({ MaxItems, Marker }));
      return iamPage(answer.Roles, answer);
    },
  });

export const useRole = (RoleName: string) =>
  useAws({
    key: ['role', RoleName],
    ask: async (region) => (await iam(region).send(new GetRoleCommand({ RoleName }))).Role!,
  });

/** The account's own, and those that are there from the start. */
export const usePolicies = (): AwsList<Policy> =>
  useAwsList({
    key: ['policies'],
    ask: async (region, Marker) => {
      const answer = await iam(region).send(new ListPoliciesCommand({ MaxItems, Marker, Scope: 'All' }));
      return iamPage(answer.Policies, answer);
    },
  });

/** A policy that allows something in particular, to start from. */
export const EXAMPLE_POLICY = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['license-manager:Get*', 'license-manager:List*'], Resource: '*' }],
  },
  null,
  2,
);
