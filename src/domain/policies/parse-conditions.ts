import { CONDITION_OPERATORS } from './condition-operators.ts';
import { itemsOf, Malformed, membersOf, show } from './malformed.ts';
import { checkVariables } from './parse-variables.ts';
import type { Condition, Quantifier } from './policy-document.ts';

type Operator = Omit<Condition, 'key' | 'values'>;

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

function parseOperator(place: string, name: string): Operator {
  const [, quantifier, operator = '', ifExists] = NAME.exec(name) ?? [];
  if (operator === 'Null' && (quantifier || ifExists))
    throw new Malformed(place, 'Null is written without a quantifier and without IfExists');
  if (operator !== 'Null' && !CONDITION_OPERATORS.has(operator))
    throw new Malformed(place, `unknown condition operator ${show(name)}; expected one such as StringEquals`);
  return { operator, ...(quantifier && { quantifier: quantifier as Quantifier }), ifExists: ifExists !== undefined };
}

/** `service:Key`, with the key of a tag behind a slash; before the colon may be the address of an identity provider. */
const KEY = /^[A-Za-z0-9][\w./~%-]*:[^*?]+$/;

function parseValue(place: string, item: unknown, { operator }: Operator, variables: boolean): string {
  if (!['string', 'number', 'boolean'].includes(typeof item))
    throw new Malformed(place, `expected a text, a number or true or false, got ${show(item)}`);
  const value = String(item);
  if (operator === 'Null') {
    if (/^(true|false)$/i.test(value)) return value;
    throw new Malformed(place, `expected true or false, got ${show(value)}`);
  }
  const { form, takesVariables } = CONDITION_OPERATORS.get(operator)!;
  if (form && !form.test(value)) throw new Malformed(place, `expected ${form.words}, got ${show(value)}`);
  if (takesVariables && variables) checkVariables(place, value);
  return value;
}

/** The Condition element: operators, under each the keys, under each the values. */
export function parseConditions(place: string, element: unknown, variables: boolean): Condition[] {
  return membersOf(place, element).flatMap(([name, keys]) => {
    const at = `${place}.${name}`;
    const operator = parseOperator(at, name);
    return membersOf(at, keys).map(([key, values]) => {
      if (!KEY.test(key)) throw new Malformed(at, `expected a condition key such as aws:SourceIp, got ${show(key)}`);
      const items = itemsOf(`${at}.${key}`, values);
      return { ...operator, key, values: items.map((i) => parseValue(i.place, i.item, operator, variables)) };
    });
  });
}
