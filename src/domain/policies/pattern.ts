import type { Context } from './context.ts';

/** Whether a text fits what a policy says; undefined where a variable in it has no single value, so that nothing fits. */
export type Matcher = (text: string, context: Context) => boolean | undefined;

/** How a text of a policy is to be read. */
export interface Reading {
  /** `*` stands for any text and `?` for one character. */
  readonly wildcards: boolean;
  /** `${aws:username}` stands for the request's value. */
  readonly variables: boolean;
  readonly ignoreCase?: boolean;
}

type Part =
  | { readonly literal: string }
  | { readonly wildcard: '*' | '?' }
  | { readonly variable: string; readonly fallback: string | undefined };

const VARIABLE = /\$\{\s*(?:([*?$])|([^,'{}]+?)\s*(?:,\s*'([^']*)'\s*)?)\s*\}/g;

/** What is left of a text without its variables, to look for any that are not well formed. */
export const withoutVariables = (text: string): string => text.replace(VARIABLE, '');

/** The keys that the variables of a text name, as it spells them. */
export const variablesIn = (text: string): string[] => [...text.matchAll(VARIABLE)].flatMap(([, , key]) => key ?? []);

function partsOf(text: string, { wildcards, variables, ignoreCase = false }: Reading): Part[] {
  const parts: Part[] = [];
  const literal = (piece: string) => piece && parts.push({ literal: ignoreCase ? piece.toLowerCase() : piece });
  const plain = (piece: string) => {
    if (!wildcards) return void literal(piece);
    for (const token of piece.split(/([*?])/))
      if (token === '*' || token === '?') parts.push({ wildcard: token });
      else literal(token);
  };
  let from = 0;
  for (const match of variables ? text.matchAll(VARIABLE) : []) {
    plain(text.slice(from, match.index));
    const [whole, character, key, fallback] = match;
    if (character) literal(character);
    else parts.push({ variable: key!.toLowerCase(), fallback });
    from = match.index + whole.length;
  }
  plain(text.slice(from));
  return parts;
}

const ANY = -1;
const ONE = -2;

function pushLiteral(codes: number[], text: string): void {
  for (let at = 0; at < text.length; at++) codes.push(text.charCodeAt(at));
}

/** The pattern as codes of characters and wildcards; undefined where a variable has no single value. */
function resolve(parts: readonly Part[], context: Context, ignoreCase: boolean): number[] | undefined {
  const codes: number[] = [];
  for (const part of parts) {
    if ('wildcard' in part) codes.push(part.wildcard === '*' ? ANY : ONE);
    else if ('literal' in part) pushLiteral(codes, part.literal);
    else {
      const values = context(part.variable);
      const value = values?.length === 1 ? values[0] : part.fallback;
      if (value === undefined) return undefined;
      pushLiteral(codes, ignoreCase ? value.toLowerCase() : value);
    }
  }
  return codes;
}

/** No regular expression: what a policy's author writes must not take longer than the lengths multiplied. */
function fits(codes: readonly number[], text: string): boolean {
  let at = 0;
  let code = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (codes[code] === ANY) {
      star = code++;
      resume = at;
    } else if (code < codes.length && (codes[code] === ONE || codes[code] === text.charCodeAt(at))) {
      code++;
      at++;
    } else if (star >= 0) {
      code = star + 1;
      at = ++resume;
    } else return false;
  }
  while (codes[code] === ANY) code++;
  return code === codes.length;
}

const noContext: Context = () => undefined;

function matcherOf(parts: readonly Part[], ignoreCase: boolean): Matcher {
  const [first, second] = parts;
  const cased = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  if (parts.some((part) => 'variable' in part))
    return (text, context) => {
      const codes = resolve(parts, context, ignoreCase);
      return codes && fits(codes, cased(text));
    };
  if (parts.length === 0) return (text) => text === '';
  if (parts.length === 1 && first && 'literal' in first) return (text) => cased(text) === first.literal;
  if (parts.every((part) => 'wildcard' in part && part.wildcard === '*')) return () => true;
  if (parts.length === 2 && first && 'literal' in first && second && 'wildcard' in second && second.wildcard === '*')
    return (text) => cased(text).startsWith(first.literal);
  const codes = resolve(parts, noContext, ignoreCase)!;
  return (text) => fits(codes, cased(text));
}

/** Compiles a text of a policy once, for many requests. */
export const compileText = (text: string, reading: Reading): Matcher =>
  matcherOf(partsOf(text, reading), reading.ignoreCase === true);

const ARN_FIELDS = 6;

/** The six fields of an ARN, of which only the last can have colons; fewer where the text is no ARN. */
function fieldsOf(arn: string): string[] {
  const fields: string[] = [];
  let from = 0;
  for (let colon = arn.indexOf(':'); colon >= 0 && fields.length < ARN_FIELDS - 1; colon = arn.indexOf(':', from)) {
    fields.push(arn.slice(from, colon));
    from = colon + 1;
  }
  fields.push(arn.slice(from));
  return fields;
}

/**
 * Compiles an ARN with wildcards, which reach no further than the field between two colons that they are in. Missing
 * fields at the end fit anything. `*` alone, or a variable, is compared with the whole.
 */
export function compileArn(text: string, reading: Reading): Matcher {
  const fields: Part[][] = [[]];
  for (const part of partsOf(text, reading)) {
    if (!('literal' in part)) {
      fields.at(-1)!.push(part);
      continue;
    }
    const pieces = part.literal.split(':');
    const room = ARN_FIELDS - fields.length;
    const kept = pieces.length > room + 1 ? [...pieces.slice(0, room), pieces.slice(room).join(':')] : pieces;
    for (const [index, piece] of kept.entries()) {
      if (index > 0) fields.push([]);
      if (piece) fields.at(-1)!.push({ literal: piece });
    }
  }
  const matchers = fields.map((parts) => matcherOf(parts, reading.ignoreCase === true));
  const [whole] = matchers;
  if (matchers.length === 1) return whole!;
  const hasVariables = fields.flat().some((part) => 'variable' in part);
  return (arn, context) => {
    const given = fieldsOf(arn);
    let fit = given.length === ARN_FIELDS;
    for (const [n, matches] of matchers.entries()) {
      if (!fit && !hasVariables) return false;
      const one = matches(given[n] ?? '', context);
      if (one === undefined) return undefined;
      fit &&= one;
    }
    return fit;
  };
}
