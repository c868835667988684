import type { Context } from './context.ts';

interface Question {
  readonly action: string;
  readonly resources: readonly string[];
}

/** Notices what a context is asked for. */
type Watch = (context: Context) => Context;

/** What policies allowed before. It is kept with what is known of a user or a role, and goes with that when it changes. */
export interface DecisionMemory {
  /** Answers by memory, else by `decide`, whose answer is remembered where nothing of the request but the question had a say. */
  readonly decide: <Decision extends { readonly allowed: boolean }>(
    question: Question,
    decide: (watch: Watch) => Decision,
  ) => Decision | typeof ALLOWED;
}

/** Permissions that are remembered of one user or role. */
const KEPT = 64;
const ALLOWED = { allowed: true } as const;

/** Keys whose values are those of the user or the role, whatever it asks and by whichever session. */
const OF_IDENTITY = /^aws:(principal(arn|account|type|orgid|tag\/.*)|username)$/s;

export function createDecisionMemory(): DecisionMemory {
  const allowed = new Set<string>();
  return {
    decide: ({ action, resources }, decide) => {
      // As JSON, for no text in it can pass for two.
      const question = action + JSON.stringify(resources);
      if (allowed.has(question)) return ALLOWED;
      let isSettled = true;
      const decision = decide((context) => (name) => {
        isSettled &&= OF_IDENTITY.test(name);
        return context(name);
      });
      // Refusals are not: they name who asked, and are rare.
      if (!isSettled || !decision.allowed) return decision;
      if (allowed.size >= KEPT) allowed.clear();
      allowed.add(question);
      return decision;
    },
  };
}
