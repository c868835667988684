import { Malformed, membersOf, show, textsOf } from './malformed.ts';
import { parseConditions } from './parse-conditions.ts';
import { parsePrincipals } from './parse-principals.ts';
import { checkVariables } from './parse-variables.ts';
import type { PolicyDocument, PolicyVersion, Selection, Statement } from './policy-document.ts';

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: PolicyDocument }
  /** Where it is malformed and what was expected, such as `Statement[1].Effect: expected Allow or Deny, got 'allow'.` */
  | { readonly ok: false; readonly problem: string };

/** A policy that an identity has, inline or managed; also a boundary, a session policy, a service control policy. */
export const parseIdentityPolicy = (text: string): ParsedPolicy => parsePolicy(text, IDENTITY);

/** A role's trust policy: who may assume it. */
export const parseTrustPolicy = (text: string): ParsedPolicy => parsePolicy(text, TRUST);

/** A policy of another resource: who may do what with it. */
export const parseResourcePolicy = (text: string): ParsedPolicy => parsePolicy(text, RESOURCE);

/** What a kind of policy asks for beyond the language. */
interface Kind {
  readonly required: readonly (readonly [element: string, opposite: string])[];
  readonly prohibited: readonly string[];
  readonly checkAction: (place: string, action: string) => void;
}

const ACTION = /^(\*|\*:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;

function checkAction(place: string, action: string): void {
  if (!ACTION.test(action))
    throw new Malformed(place, `expected an action such as ec2:RunInstances or ec2:Describe*, got ${show(action)}`);
}

const IDENTITY: Kind = {
  required: [
    ['Action', 'NotAction'],
    ['Resource', 'NotResource'],
  ],
  prohibited: ['Principal', 'NotPrincipal'],
  checkAction,
};

const TRUST: Kind = {
  required: [
    ['Action', 'NotAction'],
    ['Principal', 'NotPrincipal'],
  ],
  prohibited: ['Resource', 'NotResource', 'NotPrincipal'],
  checkAction: (place, action) => {
    checkAction(place, action);
    if (!/^sts:/i.test(action))
      throw new Malformed(
        place,
        `a role's trust policy is about actions of STS, such as sts:AssumeRole, not ${show(action)}`,
      );
  },
};

const RESOURCE: Kind = {
  required: [
    ['Action', 'NotAction'],
    ['Principal', 'NotPrincipal'],
  ],
  prohibited: [],
  checkAction,
};

const VERSIONS: readonly string[] = ['2012-10-17', '2008-10-17'];
const isVersion = (value: unknown): value is PolicyVersion => VERSIONS.includes(value as string);

function parsePolicy(text: string, kind: Kind): ParsedPolicy {
  try {
    return { ok: true, policy: parseDocument(parseJson(text), kind) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, problem: error.message };
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Malformed('The policy', `expected JSON; ${(error as Error).message.slice(0, 200)}`);
  }
}

function parseDocument(json: unknown, kind: Kind): PolicyDocument {
  const elements = elementsOf('The policy', json, ['Version', 'Id', 'Statement']);
  const version = elements.get('Version') ?? '2008-10-17';
  if (!isVersion(version)) throw new Malformed('Version', `expected 2012-10-17 or 2008-10-17, got ${show(version)}`);
  checkText('Id', elements.get('Id'), /^[\s\S]*$/, 'a text');
  const given = elements.get('Statement');
  if (given === undefined) throw new Malformed('Statement', 'a policy needs at least one');
  const list: unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) throw new Malformed('Statement', 'a policy needs at least one');
  const statements = list.map((item, n) => {
    const place = Array.isArray(given) ? `Statement[${n}]` : 'Statement';
    return parseStatement(place, item, { kind, variables: version === '2012-10-17' });
  });
  checkSids(statements);
  return { version, statements };
}

/** The elements of an object by name; unknown ones are refused. */
function elementsOf(place: string, value: unknown, known: readonly string[]): ReadonlyMap<string, unknown> {
  const elements = new Map(membersOf(place, value));
  for (const name of elements.keys())
    if (!known.includes(name))
      throw new Malformed(place, `unknown element ${show(name)}; expected ${known.join(', ')}`);
  return elements;
}

function checkText(place: string, value: unknown, pattern: RegExp, words: string): void {
  if (value !== undefined && !(typeof value === 'string' && pattern.test(value)))
    throw new Malformed(place, `expected ${words}, got ${show(value)}`);
}

function checkSids(statements: readonly Statement[]): void {
  const seen = new Set<string>();
  for (const [n, { sid }] of statements.entries()) {
    if (sid && seen.has(sid)) throw new Malformed(`Statement[${n}].Sid`, `another statement has the Sid ${show(sid)}`);
    if (sid) seen.add(sid);
  }
}

const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

type Elements = ReadonlyMap<string, unknown>;

function parseStatement(
  place: string,
  item: unknown,
  { kind, variables }: { kind: Kind; variables: boolean },
): Statement {
  const elements = elementsOf(place, item, ELEMENTS);
  checkText(`${place}.Sid`, elements.get('Sid'), /^[A-Za-z0-9]*$/, 'letters and digits');
  const effect = elements.get('Effect');
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new Malformed(`${place}.Effect`, `expected Allow or Deny, got ${show(effect)}`);
  checkPresence(place, elements, kind);
  if (effect === 'Allow' && elements.has('NotPrincipal'))
    throw new Malformed(
      `${place}.NotPrincipal`,
      'it would allow everybody else, and is taken with the Effect Deny only',
    );
  const sid = elements.get('Sid') as string | undefined;
  const resources = select(elements, ['Resource', 'NotResource'], (name, value) =>
    textsOf(`${place}.${name}`, value, (at, text) => checkResource(at, text, variables)),
  );
  const principals = select(elements, ['Principal', 'NotPrincipal'], (name, value) =>
    parsePrincipals(`${place}.${name}`, value),
  );
  const actions = select(elements, ['Action', 'NotAction'], (name, value) =>
    textsOf(`${place}.${name}`, value, kind.checkAction),
  );
  return {
    ...(sid && { sid }),
    effect,
    actions: actions!,
    ...(resources && { resources }),
    ...(principals && { principals }),
    conditions: elements.has('Condition')
      ? parseConditions(`${place}.Condition`, elements.get('Condition'), variables)
      : [],
  };
}

function checkPresence(place: string, elements: Elements, { required, prohibited }: Kind): void {
  const found = prohibited.find((name) => elements.has(name));
  if (found) throw new Malformed(`${place}.${found}`, 'this kind of policy does not have it');
  for (const [name, opposite] of required)
    if (elements.has(name) === elements.has(opposite))
      throw new Malformed(
        place,
        `expected either ${name} or ${opposite}, got ${elements.has(name) ? 'both' : 'neither'}`,
      );
}

function select<T>(
  elements: Elements,
  [name, opposite]: readonly [string, string],
  parse: (name: string, value: unknown) => T[],
): Selection<T> | undefined {
  if (elements.has(name)) return { except: false, items: parse(name, elements.get(name)) };
  if (elements.has(opposite)) return { except: true, items: parse(opposite, elements.get(opposite)) };
  return undefined;
}

function checkResource(place: string, text: string, variables: boolean): void {
  if (text !== '*' && !/^arn:[^:]+:/.test(text))
    throw new Malformed(place, `expected an ARN such as arn:aws:ec2:*:*:instance/*, or *, got ${show(text)}`);
  if (variables) checkVariables(place, text);
}
