import {
  type Account,
  DescribeOrganizationCommand,
  type Handshake,
  ListAccountsCommand,
  ListHandshakesForAccountCommand,
  ListHandshakesForOrganizationCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  type PolicySummary,
  type PolicyTargetSummary,
  type Root,
} from '@aws-sdk/client-organizations';
import { organizations } from '../../aws/organizations.ts';
import { type AwsList, useAws, useAwsList } from '../../aws/use-aws.ts';

/** The organization that the account is in; null where it is in none. */
export const useOrganization = () =>
  useAws({
    key: ['organization'],
    ask: async (region) => {
      try {
        return (await organizations(region).send(new DescribeOrganizationCommand({}))).Organization!;
      } catch (error) {
        if ((error as Error).name === 'AWSOrganizationsNotInUseException') return null;
        throw error;
      }
    },
  });

export const useAccounts = (): AwsList<Account> =>
  useAwsList({
    key: ['accounts'],
    ask: async (region, NextToken) => {
      const answer = await organizations(region).send(new ListAccountsCommand({ NextToken }));
      return { items: answer.Accounts ?? [], nextToken: answer.NextToken };
    },
  });

/** The root of an organization, or a unit of it, with the names on the way to it. */
export interface Unit {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly root?: Root;
}

/** The root and all units, each behind the one that it is in. */
export const useUnits = (): AwsList<Unit> =>
  useAwsList({
    key: ['units'],
    refreshMs: 60_000,
    ask: async (region) => {
      const { Roots: [root] = [] } = await organizations(region).send(new ListRootsCommand({}));
      if (!root) return { items: [], nextToken: undefined };
      const top: Unit = { id: root.Id!, arn: root.Arn!, name: root.Name!, path: root.Name!, root };
      return { items: [top, ...(await unitsBelow(region, top))], nextToken: undefined };
    },
  });

async function unitsBelow(region: string, parent: Unit): Promise<Unit[]> {
  const found: Unit[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListOrganizationalUnitsForParentCommand({ ParentId: parent.id, NextToken });
    const answer = await organizations(region).send(command);
    for (const { Id: id = '', Arn: arn = '', Name: name = '' } of answer.OrganizationalUnits ?? [])
      found.push({ id, arn, name, path: `${parent.path} / ${name}` });
    NextToken = answer.NextToken;
  } while (NextToken);
  const below = await Promise.all(found.map(async (unit) => [unit, ...(await unitsBelow(region, unit))]));
  return below.flat();
}

export const useServiceControlPolicies = (): AwsList<PolicySummary> =>
  useAwsList({
    key: ['service-control-policies'],
    ask: async (region, NextToken) => {
      const command = new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY', NextToken });
      const answer = await organizations(region).send(command);
      return { items: answer.Policies ?? [], nextToken: answer.NextToken };
    },
  });

export const useTargets = (PolicyId: string): AwsList<PolicyTargetSummary> =>
  useAwsList({
    key: ['targets', PolicyId],
    ask: async (region, NextToken) => {
      const answer = await organizations(region).send(new ListTargetsForPolicyCommand({ PolicyId, NextToken }));
      return { items: answer.Targets ?? [], nextToken: answer.NextToken };
    },
  });

/** Invitations that the organization sent, or those to an account that is in none. */
export const useInvitations = (sent: boolean): AwsList<Handshake> =>
  useAwsList({
    key: ['handshakes', sent],
    ask: async (region, NextToken) => {
      const client = organizations(region);
      const answer = await (sent
        ? client.send(new ListHandshakesForOrganizationCommand({ NextToken }))
        : client.send(new ListHandshakesForAccountCommand({ NextToken })));
      return { items: answer.Handshakes ?? [], nextToken: answer.NextToken };
    },
  });
