import type { Kysely } from 'kysely';
import {
  type Access,
  type AccessQuestion,
  decideAccess,
  decideOnGuarded,
  type Grounds,
  type GuardedResource,
} from '../domain/authorization.ts';
import { contextOfRequest, type RequestFacts, type ResourceFacts } from '../domain/policies/request-context.ts';
import type { Rights } from '../domain/policies/rights.ts';
import type { Principal } from '../domain/principal.ts';
import { printedArn } from '../domain/resource.ts';
import { CommonFault } from '../fault.ts';
import { readResourceFacts } from '../store/resource-facts.ts';
import type { DB } from '../store/schema.ts';
import { resourcesAskedFor } from './action-table.ts';
import { specificationsOf, tagsOfRequest } from './request-tags.ts';

/** The authorization step of one request, which handlers ask again for what they find out later. */
export interface RequestAccess {
  /** Throws CommonFault NotAuthorized where the caller may not, on any of the resources. `own` are facts of this question alone. */
  readonly authorize: (question: AccessQuestion, own?: Partial<RequestFacts>) => Promise<void>;
  /** Throws NotAuthorized where not both the caller's policies and that of a resource, of any account, allow it. */
  readonly authorizeOnGuarded: (guarded: GuardedResource, own: Partial<RequestFacts>) => void;
  /** The same as `authorize`, at once, for resources that were authorized before or of which policies ask nothing. */
  readonly decide: Access;
  /** Whether `decide` has to know beforehand which resources it will be asked for. */
  readonly asksOfResources: boolean;
  /** Whether policies have a say. */
  readonly byPolicies: boolean;
}

interface Asking {
  readonly principal: Principal;
  readonly rights: Rights | undefined;
  readonly facts: RequestFacts;
  readonly db: Kysely<DB>;
}

export function requestAccess({ principal, rights, facts, db }: Asking): RequestAccess {
  const known = new Map<string, ResourceFacts>();
  const grounds = (own: Partial<RequestFacts> = {}): Grounds | undefined =>
    rights && { rights, about: resourcesAskedFor, contextOf: contextOfRequest(rights, { ...facts, ...own }, known) };
  const common = grounds();
  const asksOfResources = rights?.asksOfResources === true;
  return {
    asksOfResources,
    byPolicies: rights !== undefined,
    async authorize({ action, resources }, own) {
      const question = { action, resources: resources.map(printedArn) };
      const asked = asksOfResources ? resourcesAskedFor(question) : [];
      const unknown = asked.filter((arn) => !known.has(arn) && !arn.endsWith('*'));
      if (unknown.length > 0)
        for (const [arn, found] of await readResourceFacts(db, unknown, principal)) known.set(arn, found);
      const decision = decideAccess(principal, question, own ? grounds(own) : common);
      if (!decision.allowed) throw new CommonFault('NotAuthorized', decision.reason);
    },
    authorizeOnGuarded(guarded, own) {
      known.set(guarded.resource, { tags: guarded.tags, keys: {} });
      const decision = decideOnGuarded(principal, guarded, grounds(own));
      if (!decision.allowed) throw new CommonFault('NotAuthorized', decision.reason);
    },
    decide(question) {
      const surprise = asksOfResources ? question.resources.find((arn) => !known.has(arn)) : undefined;
      return surprise
        ? {
            allowed: false,
            reason: `${principal.arn} may not call ${question.action} on ${surprise}: it was not known before. Try again.`,
          }
        : decideAccess(principal, question, common);
    },
  };
}

/** What conditions can ask of a request with that input. */
export function requestFacts(
  input: Readonly<Record<string, unknown>>,
  known: Pick<RequestFacts, 'now' | 'sourceIp' | 'userAgent' | 'region' | 'secure'>,
): RequestFacts {
  let tagsFor: RequestFacts['tagsFor'] | undefined;
  return {
    ...known,
    tagsFor: (type) => {
      tagsFor ??= tagsOfRequest(input);
      return tagsFor(type);
    },
  };
}

interface Tagging {
  readonly access: RequestAccess;
  readonly action: string;
  readonly accountId: string;
  readonly region: string;
}

/** EC2 asks for the right to tag what a request makes and tags at once (EC2 user guide, tags on creation). */
export async function authorizeTags(
  input: Readonly<Record<string, unknown>>,
  { access, action, accountId, region }: Tagging,
): Promise<void> {
  if (!action.startsWith('ec2:')) return;
  const own = { keys: { '*': { 'ec2:CreateAction': [action.slice('ec2:'.length)] } } };
  for (const { ResourceType: type, Tags } of specificationsOf(input))
    if (Array.isArray(Tags) && Tags.length > 0)
      await access.authorize(
        { action: 'ec2:CreateTags', resources: [`arn:aws:ec2:${region}:${accountId}:${type}/*`] },
        own,
      );
}
