import { isTargeted } from '../../domain/associations/association.ts';
import type { Constraint } from '../../domain/constraints.ts';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { type Association, readAssociations } from '../../store/association.ts';
import { readTags } from '../../views/ec2/tags.ts';
import { findManagedInstance } from '../../views/ssm/managed-instances.ts';
import { unknownInstance } from './named-instance.ts';

/** An association is named by its id or, as amazon-ssm-agent may, by its document and a server that it is for. */
interface NamingRequest {
  readonly AssociationId?: string | undefined;
  readonly Name?: string | undefined;
  readonly InstanceId?: string | undefined;
}

export const associationIdConstraint: Constraint = { length: [1, 64] };

/** The server that an association is named by, for the authorization step. */
export const namedServer = (
  { InstanceId: id }: NamingRequest,
  scope: { accountId: string; region: string },
): string[] => (id === undefined ? [] : [machineArn(id, scope)]);

export const unknownAssociation = (id: string): Fault =>
  new Fault(
    'AssociationDoesNotExist',
    `There is no association ${id.slice(0, 64)}; ListAssociations lists those there are.`,
  );

/** The association that a request names. Faults where there is none. */
export async function findAssociation(request: NamingRequest, context: RequestContext): Promise<Association> {
  const { AssociationId: id, Name: name, InstanceId: instanceId } = request;
  if (id === undefined && (name === undefined || instanceId === undefined))
    throw new Fault('ValidationException', 'Name the association by AssociationId, or by Name and InstanceId.');
  const all =
    instanceId === undefined ? await readAssociations(context.db, context) : await associationsOf(instanceId, context);
  const found = all.find((association) => (id === undefined ? association.name === name : association.id === id));
  if (!found) throw unknownAssociation(id ?? `of ${name} for ${instanceId}`);
  return found;
}

/** The associations whose targets name a server, the oldest first. Faults where there is no such server. */
export async function associationsOf(instanceId: string, context: RequestContext): Promise<Association[]> {
  if (!(await findManagedInstance(context.db, context, instanceId))) throw unknownInstance(instanceId);
  const tags = (await readTags(context.db, [instanceId])).get(instanceId) ?? [];
  const server = { instanceId, tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
  return (await readAssociations(context.db, context)).filter(({ targets }) => isTargeted(targets, server));
}
