import type {
  ContextEntry,
  SimulateCustomPolicyRequest,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import type { Constraints } from '../../domain/constraints.ts';
import { rootArn } from '../../domain/principal.ts';
import type { Operation } from '../../operation.ts';
import { mapInSlices } from '../../slices.ts';
import { readAccountLimits } from '../../store/organization-limits.ts';
import { documentConstraint } from './policy-document.ts';
import { pageConstraints, readPage } from './read-page.ts';
import { readSource, sourceConstraint } from './simulated-source.ts';
import {
  createSimulator,
  invalidInput,
  keysOfEntries,
  type PolicyInput,
  principalOf,
  type Simulated,
  type Simulation,
} from './simulation.ts';

const action = {
  length: [3, 128],
  pattern: /^[A-Za-z0-9-]+:[A-Za-z0-9]+$/,
  form: 'an action such as ec2:RunInstances',
} as const;

const constraints: Constraints = {
  ...pageConstraints,
  ActionNames: { items: [1, 1_000] },
  'ActionNames[]': action,
  ResourceArns: { items: [0, 1_000] },
  'ResourceArns[]': { length: [1, 2_048] },
  PolicyInputList: { items: [0, 100] },
  'PolicyInputList[]': documentConstraint,
  PermissionsBoundaryPolicyInputList: { items: [0, 1] },
  'PermissionsBoundaryPolicyInputList[]': documentConstraint,
  ResourcePolicy: documentConstraint,
  ResourceOwner: { pattern: /^(arn:aws:iam::)?\d{12}(:root)?$/, form: 'an account ID of 12 digits' },
  ContextEntries: { items: [0, 200] },
  'ContextEntries[].ContextKeyName': { length: [5, 256] },
};

const inputsOf = (member: string, documents: readonly string[] = []): PolicyInput[] =>
  documents.map((document, index) => ({ id: `${member}.${index + 1}`, document }));

interface Question extends Simulated {
  /** Its place, for the marker of a page. */
  readonly key: string;
}

interface Questions {
  readonly ActionNames?: readonly string[] | undefined;
  readonly ResourceArns?: readonly string[] | undefined;
  readonly MaxItems?: number | undefined;
  readonly Marker?: string | undefined;
}

/** What the questions of a page may weigh together, but for a page of one: policies can have thousands of statements. */
const PAGE_WEIGHT = 20_000;

/** Every action on every resource, in the order they are given; a page is answered at a time. */
async function simulateAll(
  operation: string,
  request: Questions,
  simulation: Simulation,
): Promise<SimulatePolicyResponse> {
  const { ActionNames: actions = [], ResourceArns: given, MaxItems = 100, Marker } = request;
  const resources = given?.length ? given : ['*'];
  const { answer, weight } = createSimulator(simulation);
  const most = Math.max(1, Math.floor(PAGE_WEIGHT / weight));
  const page = { MaxItems: Math.min(MaxItems, most), Marker, ActionNames: actions, ResourceArns: given };
  const questionAt = (index: number): Question => ({
    key: String(index),
    action: actions[Math.floor(index / resources.length)]!,
    resource: resources[index % resources.length]!,
  });
  const { rows, more } = await readPage<Question>(page, {
    operation,
    keyOf: ({ key }) => key,
    read: async ({ after, limit }) => {
      const from = /^\d{1,9}$/.test(after) ? Number(after) + 1 : 0; // a forged token begins anew
      const count = Math.max(0, Math.min(limit, actions.length * resources.length - from));
      return Array.from({ length: count }, (_, n) => questionAt(from + n));
    },
  });
  return { EvaluationResults: await mapInSlices(rows, answer), ...more };
}

interface AboutResource {
  readonly ResourcePolicy?: string | undefined;
  readonly ResourceOwner?: string | undefined;
  readonly ContextEntries?: readonly ContextEntry[] | undefined;
}

const resourcePolicyOf = ({ ResourcePolicy: document, ResourceOwner: owner }: AboutResource, accountId: string) =>
  document === undefined ? undefined : { document, owner: owner?.replace(/\D/g, '') || accountId };

/** What policies that are nobody's yet would let somebody do. */
export const simulateCustomPolicy: Operation<SimulateCustomPolicyRequest, SimulatePolicyResponse> = {
  constraints,
  async handle(request, { accountId }) {
    const { CallerArn: caller, PermissionsBoundaryPolicyInputList: boundaries } = request;
    if (request.ResourcePolicy !== undefined && caller === undefined)
      throw invalidInput('CallerArn is needed with ResourcePolicy, which says who may do what.');
    const principal =
      caller === undefined ? ({ kind: 'user', arn: rootArn(accountId), accountId } as const) : principalOf(caller);
    const levels = request.OrderedOrganizationPolicyInputList?.map(({ ServiceControlPolicyInputList: texts }, n) =>
      inputsOf(`OrderedOrganizationPolicyInputList.${n + 1}`, texts),
    );
    return simulateAll('SimulateCustomPolicy', request, {
      identity: inputsOf('PolicyInputList', request.PolicyInputList),
      boundary: inputsOf('PermissionsBoundaryPolicyInputList', boundaries)[0],
      scps: levels,
      resourcePolicy: resourcePolicyOf(request, principal.accountId),
      principal,
      keys: keysOfEntries(request.ContextEntries),
    });
  },
};

/** What a user, a role or a group may do, with further policies or another boundary if they are given. */
export const simulatePrincipalPolicy: Operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> = {
  constraints: { ...constraints, PolicySourceArn: sourceConstraint },
  resources: ({ PolicySourceArn: arn }) => [arn!],
  async handle(request, context) {
    if (request.PolicyExclusionList?.length)
      throw invalidInput('PolicyExclusionList is not supported; give SimulateCustomPolicy the policies that are left.');
    const source = await readSource(request.PolicySourceArn!, context);
    const [boundary] = inputsOf('PermissionsBoundaryPolicyInputList', request.PermissionsBoundaryPolicyInputList);
    const { CallerArn: caller, PolicyInputList: more } = request;
    const limits = await readAccountLimits(context.db, context.accountId);
    const principal = caller === undefined ? source.principal : principalOf(caller);
    return simulateAll('SimulatePrincipalPolicy', request, {
      identity: [...source.identity, ...inputsOf('PolicyInputList', more)],
      boundary: boundary ?? source.boundary,
      scps: limits?.scps,
      resourcePolicy: resourcePolicyOf(request, principal.accountId),
      principal,
      keys: {
        ...source.keys,
        ...(limits && { 'aws:PrincipalOrgID': [limits.organizationId] }),
        ...keysOfEntries(request.ContextEntries),
      },
    });
  },
};
