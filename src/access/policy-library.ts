import { compilePolicy, type Policy } from '../domain/policies/compile-policy.ts';
import { parseIdentityPolicy } from '../domain/policies/parse-policy.ts';
import type { KeptPolicy } from '../store/principal-policies.ts';

export interface PolicyLibrary {
  /** Makes a policy ready, once for all who have one of the same text. */
  readonly compile: (kept: KeptPolicy) => Policy;
}

/** Texts of policies that are kept ready. */
const KEPT = 5_000;

const DENY_ALL = JSON.stringify({ Statement: { Effect: 'Deny', Action: '*', Resource: '*' } });

/** Policies that many have, such as ready-made ones, are made ready once. */
export function policyLibrary(readyMade: (arn: string) => string | undefined): PolicyLibrary {
  const compiled = new Map<string, Policy>();
  return {
    compile: ({ id, document }) => {
      const text = document ?? readyMade(id) ?? DENY_ALL;
      const known = compiled.get(text);
      const policy = known ?? compile(text);
      compiled.delete(text);
      compiled.set(text, policy);
      if (compiled.size > KEPT) compiled.delete(compiled.keys().next().value!);
      return { ...policy, id };
    },
  };
}

/** What is kept was checked when it was written. Should it be no policy all the same, it denies: it may have had to. */
function compile(text: string): Policy {
  const parsed = parseIdentityPolicy(text);
  return parsed.ok ? compilePolicy('', parsed.policy) : compile(DENY_ALL);
}
