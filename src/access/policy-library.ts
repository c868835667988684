import { compilePolicy, type Policy } from '../domain/policies/compile-policy.ts';
import { parseIdentityPolicy } from '../domain/policies/parse-policy.ts';
import type { PolicyText } from '../domain/principal.ts';

/** Makes a policy ready, once for all who have one of the same text. */
export type PolicyLibrary = (policy: PolicyText) => Policy;

/** Texts that are kept ready; of more, the one that was idle longest is forgotten. */
const KEPT = 5_000;

const DENY_ALL = JSON.stringify({ Statement: { Effect: 'Deny', Action: '*', Resource: '*' } });

export function createPolicyLibrary(): PolicyLibrary {
  const compiled = new Map<string, Policy>();
  return ({ id, document }) => {
    const policy = compiled.get(document) ?? compile(document);
    compiled.delete(document);
    compiled.set(document, policy);
    if (compiled.size > KEPT) compiled.delete(compiled.keys().next().value!);
    return { ...policy, id };
  };
}

/** What is kept was checked when it was written. Should it be no policy all the same, it denies: it may have been for that. */
function compile(document: string): Policy {
  const parsed = parseIdentityPolicy(document);
  return parsed.ok ? compilePolicy('', parsed.policy) : compile(DENY_ALL);
}
