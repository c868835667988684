import type { DecisionMemory } from './decision-memory.ts';
import type { PolicySets } from './evaluate.ts';
import type { PolicyPrincipal } from './policy-principal.ts';

/** What a user, a role or a root may do: its policies, and what their conditions can ask of it. */
export interface Rights {
  readonly principal: PolicyPrincipal;
  readonly policies: PolicySets;
  /** Values of the condition keys that are about who asks, such as aws:username and aws:PrincipalTag/team. */
  readonly keys: () => Readonly<Record<string, readonly string[]>>;
  /** What these policies decided before. */
  readonly memory: DecisionMemory;
  /** Whether a policy asks for what resources are, so that they have to be looked up. */
  readonly asksOfResources: boolean;
}
