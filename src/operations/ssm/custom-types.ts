import type { Transaction } from 'kysely';
import { type Entry, LIMITS } from '../../domain/inventory/inventory-item.ts';
import { isCustomType } from '../../domain/inventory/inventory-types.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { lockCustomTypes, putCustomTypes } from '../../store/inventory.ts';
import type { DB } from '../../store/schema.ts';

interface Written {
  readonly typeName: string;
  readonly schemaVersion: string;
  readonly content: readonly Entry[];
}

/** Keeps what attributes the account's own types have; faults where there would be too many of either. */
export async function keepCustomTypes(
  trx: Transaction<DB>,
  items: readonly Written[],
  context: RequestContext,
): Promise<void> {
  const custom = items.filter(({ typeName }) => isCustomType(typeName));
  if (custom.length === 0) return;
  const known = new Map((await lockCustomTypes(trx, context)).map((type) => [type.typeName, type.attributes]));
  const types = custom.map(({ typeName, schemaVersion, content }) => {
    const before = known.get(typeName) ?? [];
    const attributes = [...new Set([...before, ...content.flatMap((entry) => Object.keys(entry))])];
    if (attributes.length > LIMITS.attributes)
      throw new Fault(
        'InvalidItemContentException',
        `${typeName} would have ${attributes.length} attributes: expected at most ${LIMITS.attributes}. Take another name for the new ones, or delete the type with DeleteInventory.`,
        undefined,
        { TypeName: typeName },
      );
    known.set(typeName, attributes);
    return { typeName, schemaVersion, attributes };
  });
  if (known.size > LIMITS.customTypes)
    throw new Fault(
      'CustomSchemaCountLimitExceededException',
      `With ${custom.map(({ typeName }) => typeName).join(', ')} this account would have ${known.size} types of its own in this Region: expected at most ${LIMITS.customTypes}. Delete one with DeleteInventory.`,
    );
  await putCustomTypes(trx, context, types);
}
