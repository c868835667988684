import { keysOf } from './condition-keys.ts';
import { CONDITION_OPERATORS } from './condition-operators.ts';
import type { Context } from './context.ts';
import { compileArn, compileText, type Matcher } from './pattern.ts';
import type { Condition, PolicyDocument, Selection, Statement } from './policy-document.ts';
import { compilePrincipals, type Grant, type PolicyPrincipal } from './policy-principal.ts';

/** A policy made ready to be asked many times. */
export interface Policy {
  /** What tells it from others: an ARN, or the name of an inline one. */
  readonly id: string;
  readonly statements: readonly CompiledStatement[];
  /** The condition keys that it asks for, in lower case. */
  readonly keys: readonly string[];
}

export interface CompiledStatement {
  readonly source: Statement;
  readonly effect: 'Allow' | 'Deny';
  /** Whether it is about an action, in lower case. */
  readonly isAbout: (action: string) => boolean;
  /** Whether it says anything of a request that it is about; undefined where not, else whom it names its principal by. */
  readonly applies: (question: Question) => Grant | undefined;
}

/** What is asked of policies: one action on one resource. */
export interface Question {
  /** Such as `ec2:RunInstances`, in any case. */
  readonly action: string;
  /** An ARN, or `*` where the action is about none in particular. */
  readonly resource: string;
  readonly context: Context;
  readonly principal: PolicyPrincipal;
}

export function compilePolicy(id: string, document: PolicyDocument): Policy {
  const variables = document.version === '2012-10-17';
  return {
    id,
    statements: document.statements.map((statement) => compileStatement(statement, variables)),
    keys: keysOf(document).map((key) => key.toLowerCase()),
  };
}

const NO_CONTEXT: Context = () => undefined;

/**
 * Nothing is compiled before it is asked: of most statements that are kept nobody asks. Which actions they are about is not
 * kept compiled at all, for `evaluate` remembers the answers.
 */
function compileStatement(source: Statement, variables: boolean): CompiledStatement {
  const { effect, actions } = source;
  let says: CompiledStatement['applies'] | undefined;
  return {
    source,
    effect,
    isAbout: (name) => compileSelection(actions, effect, compileAction)(name, NO_CONTEXT) === true,
    applies: (question) => {
      says ??= compileRest(source, variables);
      return says(question);
    },
  };
}

const compileAction = (action: string): Matcher =>
  compileText(action.toLowerCase(), { wildcards: true, variables: false });

function compileRest(
  { effect, resources, principals, conditions }: Statement,
  variables: boolean,
): CompiledStatement['applies'] {
  const resource =
    resources && compileSelection(resources, effect, (item) => compileArn(item, { wildcards: true, variables }));
  const grantOf = compilePrincipals(principals);
  const holds = conditions.map((condition) => compileCondition(condition, variables));
  return ({ resource: asked, context, principal }) => {
    if (resource && !resource(asked, context)) return undefined;
    const grant = grantOf(principal);
    return grant && holds.every((condition) => condition(context)) ? grant : undefined;
  };
}

/** All but what a variable without a value stands for is everything, which is denied and not allowed. */
function compileSelection(
  { except, items }: Selection<string>,
  effect: 'Allow' | 'Deny',
  compile: (item: string) => Matcher,
): Matcher {
  const matchers = items.map(compile);
  const [only] = matchers;
  if (matchers.length === 1 && !except) return only!;
  if (!except) return (text, context) => matchers.some((matches) => matches(text, context));
  const untold = effect === 'Allow' ? undefined : false;
  return (text, context) => matchers.every((matches) => (matches(text, context) ?? untold) === false);
}

/** A key that the request does not have fits no value, which is what a negated operator and ForAllValues ask for. */
function compileCondition(condition: Condition, variables: boolean): (context: Context) => boolean {
  const { operator, quantifier, ifExists, values } = condition;
  const key = condition.key.toLowerCase();
  if (operator === 'Null') {
    const wanted = values.map((value) => value.toLowerCase() === 'true');
    return (context) => wanted.includes(!context(key)?.length);
  }
  const { negated, compile } = CONDITION_OPERATORS.get(operator)!;
  const matchers = values.map((value) => compile(value, variables));
  const whenMissing = ifExists || quantifier === 'ForAllValues' || (negated && quantifier !== 'ForAnyValue');
  const every = quantifier === 'ForAllValues' || (negated && quantifier !== 'ForAnyValue');
  return (context) => {
    const given = context(key);
    if (!given?.length) return whenMissing;
    const fits = (value: string) => matchers.some((matches) => matches(value, context)) !== negated;
    return every ? given.every(fits) : given.some(fits);
  };
}
