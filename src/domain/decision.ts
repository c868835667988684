import type { Outcome } from './commands.ts';
import { refused } from './commands.ts';
import type { Effect } from './facts.ts';
import type { Refusal } from './refusal.ts';

/** What a command comes to: the answer, and what is to be written for it. */
export interface Decision {
  readonly outcome: Outcome;
  readonly effects: readonly Effect[];
}

/** A refusal; effects are what is written of it all the same. */
export const refuse = (refusal: Refusal, effects: readonly Effect[] = []): Decision => ({
  outcome: refused(refusal),
  effects,
});

/** A step of a decision: the value to go on with, or the refusal that ends the way. */
export type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const pass = <T>(value: T): Step<T> => ({ ok: true, value });
export const stop = (refusal: Refusal): Step<never> => ({ ok: false, refusal });

export interface Scope {
  readonly accountId: string;
  readonly region: string;
}
