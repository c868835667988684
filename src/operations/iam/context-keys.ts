import type {
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse,
  GetContextKeysForPrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.ts';
import { documentConstraint } from './policy-document.ts';
import { readSource, sourceConstraint } from './simulated-source.ts';
import { contextKeysOf } from './simulation.ts';

const constraints = { PolicyInputList: { items: [0, 100] }, 'PolicyInputList[]': documentConstraint } as const;

const inputs = (documents: readonly string[] = []) =>
  documents.map((document, index) => ({ id: `PolicyInputList.${index + 1}`, document }));

/** The condition keys that policies ask for, which a simulation wants values of. */
export const getContextKeysForCustomPolicy: Operation<
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse
> = {
  constraints,
  handle: async ({ PolicyInputList }) => ({ ContextKeyNames: contextKeysOf(inputs(PolicyInputList)) }),
};

/** The same of the policies that a user, a group or a role has. */
export const getContextKeysForPrincipalPolicy: Operation<
  GetContextKeysForPrincipalPolicyRequest,
  GetContextKeysForPolicyResponse
> = {
  constraints: { ...constraints, PolicySourceArn: sourceConstraint },
  resources: ({ PolicySourceArn: arn }) => [arn!],
  async handle({ PolicySourceArn: arn, PolicyInputList }, context) {
    const { identity, boundary } = await readSource(arn!, context);
    return {
      ContextKeyNames: contextKeysOf([...identity, ...(boundary ? [boundary] : []), ...inputs(PolicyInputList)]),
    };
  },
};
