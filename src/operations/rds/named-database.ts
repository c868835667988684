import { parseArn } from '../../domain/arn.ts';
import type { Constraint, Constraints } from '../../domain/constraints.ts';
import { type DbInstance, type DbName, dbResource } from '../../domain/rds/db-instance.ts';
import { resourceArn } from '../../domain/resource.ts';
import { Fault } from '../../fault.ts';

/** A letter, then letters, digits and single hyphens (API reference, CreateDBInstance). */
export const identifierConstraint: Constraint = {
  pattern: /^[A-Za-z](-?[A-Za-z0-9]){0,62}$/,
  form: '1 to 63 letters, digits and single hyphens, the first a letter and the last no hyphen',
};

export const optionGroupConstraint: Constraint = {
  pattern: /^[A-Za-z](-?[A-Za-z0-9]){0,254}$/,
  form: '1 to 255 letters, digits and single hyphens, the first a letter and the last no hyphen',
};

export const tagConstraints: Constraints = {
  Tags: { items: [0, 50] },
  'Tags[].Key': { length: [1, 128] },
  'Tags[].Value': { length: [0, 256] },
};

type Scope = { readonly accountId: string; readonly region: string };

export const databaseArn = (identifier: string, scope: Scope): string =>
  resourceArn(dbResource({ ...scope, identifier: identifier.toLowerCase() }));

export const optionGroupArn = (name: string, { accountId, region }: Scope): string =>
  `arn:aws:rds:${region}:${accountId}:og:${name}`;

export const noDatabase = (identifier: string): Fault =>
  new Fault('DBInstanceNotFound', `DBInstance ${identifier} not found.`, 404);

export const noOptionGroup = (name: string): Fault =>
  new Fault('OptionGroupNotFoundFault', `Specified OptionGroupName: ${name} not found.`, 404);

export const invalidState = (message: string): Fault => new Fault('InvalidDBInstanceState', message);

/** Faults where a database is not in the state that a change needs. */
export function checkState({ identifier, state }: DbInstance, needed: readonly DbInstance['state'][]): void {
  if (!needed.includes(state))
    throw invalidState(`Instance ${identifier} is ${state}; expected ${needed.join(' or ')}.`);
}

/** The database of the account that an identifier or an ARN names: one of this Region, or by its ARN of another. */
export function sourceNamed(text: string, { accountId, region }: Scope): DbName {
  const arn = parseArn(text);
  if (!arn) return { region, identifier: text.toLowerCase() };
  const named = parseRdsArn(text, { accountId, region: arn.region });
  if (named?.kind !== 'db') throw noDatabase(text);
  return { region: arn.region, identifier: named.name.toLowerCase() };
}

/** How a database names another: one of its Region by its identifier, one of another by its ARN. */
export const nameFrom = ({ accountId, region }: Scope, other: DbName): string =>
  other.region === region ? other.identifier : databaseArn(other.identifier, { accountId, region: other.region });

/** What an ARN of RDS names in the account and Region; undefined for what is neither a database nor an option group. */
export function parseRdsArn(
  text: string,
  { accountId, region }: Scope,
): { kind: 'db' | 'og'; name: string } | undefined {
  const arn = parseArn(text);
  const [, kind, name] = /^(db|og):(.+)$/.exec(arn?.resource ?? '') ?? [];
  if (arn?.service !== 'rds' || arn.accountId !== accountId || arn.region !== region || !name) return undefined;
  return { kind: kind as 'db' | 'og', name };
}
