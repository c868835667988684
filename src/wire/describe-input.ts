import { Buffer } from 'node:buffer';
import type { Shape, StructureShape } from './shape.ts';

/** What CloudTrail writes in place of a secret; the domain, which the wire does not know, has it too. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** Characters of a request's parameters that are told; of one that has more, none are. */
const MOST_TOLD = 16_384;

/**
 * An input as the audit trail tells it: members begin with a small letter, as CloudTrail writes them, secrets are left out,
 * and what is too long is omitted. Keys of maps stay as they are.
 */
export function describeInput(shape: Shape, input: Record<string, unknown>): Record<string, unknown> | null {
  if (shape.kind !== 'structure' || Object.keys(input).length === 0) return null;
  const budget = { left: MOST_TOLD };
  const told = tellStructure(shape, input, budget);
  return budget.left < 0 ? { omitted: true } : told;
}

interface Budget {
  left: number;
}

function tell(shape: Shape, value: unknown, budget: Budget): unknown {
  if (budget.left < 0 || value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case 'structure':
      return tellStructure(shape, value as Record<string, unknown>, budget);
    case 'list':
      return tellEach(value as unknown[], budget, (item) => tell(shape.member, item, budget));
    case 'map':
      return Object.fromEntries(
        tellEach(Object.entries(value), budget, ([key, item]) => {
          budget.left -= key.length;
          return [key, tell(shape.value, item, budget)];
        }),
      );
    case 'blob':
      return tellText(Buffer.from(value as Uint8Array).toString('base64'), budget);
    case 'string':
      return tellText(value as string, budget);
    default:
      budget.left -= 8;
      return value;
  }
}

function tellText(text: string, budget: Budget): string {
  budget.left -= text.length;
  return text;
}

/** No further than the budget goes: an inventory has hundreds of thousands of entries. */
function tellEach<Item, Told>(items: readonly Item[], budget: Budget, tellOne: (item: Item) => Told): Told[] {
  const told: Told[] = [];
  for (const item of items) {
    if (budget.left < 0) break;
    told.push(tellOne(item));
  }
  return told;
}

function tellStructure(shape: StructureShape, value: Record<string, unknown>, budget: Budget): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = shape.byName.get(name);
    if (!member || value[name] === undefined) continue;
    budget.left -= name.length;
    told[name.charAt(0).toLowerCase() + name.slice(1)] = member.secret
      ? HIDDEN
      : tell(member.shape, value[name], budget);
  }
  return told;
}
