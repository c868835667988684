import { variablesIn } from './pattern.ts';
import type { PolicyDocument } from './policy-document.ts';

/** The condition keys that a policy asks for, in conditions and as variables, as it spells them. */
export function keysOf({ version, statements }: PolicyDocument): string[] {
  const keys = statements.flatMap(({ resources, conditions }) => [
    ...conditions.map(({ key }) => key),
    ...(version === '2012-10-17'
      ? [...(resources?.items ?? []), ...conditions.flatMap(({ values }) => values)].flatMap(variablesIn)
      : []),
  ]);
  return [...new Map(keys.map((key) => [key.toLowerCase(), key])).values()];
}
