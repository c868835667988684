import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { PassedRole } from './access/pass-role.ts';
import type { RequestAccess } from './access/request-access.ts';
import type { Call } from './domain/audit/call.ts';
import type { Constraints } from './domain/constraints.ts';
import type { Keys } from './domain/policies/context.ts';
import type { Principal } from './domain/principal.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { DB } from './store/schema.ts';

/** What a handler knows of the request beside its input. `now` is the only clock a handler reads. */
export interface RequestContext {
  readonly requestId: string;
  readonly now: Date;
  readonly principal: Principal;
  /** The authorization step, for what a handler finds out later. */
  readonly access: RequestAccess;
  /** The account and the Region that the signature names; every row read or written carries both. */
  readonly accountId: string;
  readonly region: string;
  /** The API action in IAM's form, such as `ec2:RunInstances`. */
  readonly action: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** It came by TLS. */
  readonly secure: boolean;
  /** What the audit trail tells of this call. */
  readonly call?: Call | undefined;
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  readonly log: Logger;
  /** Aborted when the server stops: what holds an answer back gives it then. */
  readonly stopping: AbortSignal;
}

/** What resources are named in; a name that is no id is looked up. */
export type ResourceScope = Pick<RequestContext, 'accountId' | 'region' | 'principal' | 'db'>;

type MadeKeys = Readonly<Record<string, Keys>>;

/** One API operation: what it touches, what its input must satisfy, and what it does. */
export interface Operation<Input, Output> {
  /** ARNs of the resources the request names, for the authorization step; `*` resources are left out. */
  readonly resources?: (input: Input, scope: ResourceScope) => string[] | Promise<string[]>;
  /** Values of condition keys that its service has of its own, as the request gives them. */
  readonly keys?: (input: Input) => Keys;
  /** The same of what it makes, by the type in its ARN, which is `TYPE/*` as long as it has no id. */
  readonly keysOfMade?: (input: Input, scope: ResourceScope) => MadeKeys | Promise<MadeKeys>;
  /** The roles that the request hands on to services, which the caller has to be allowed to. */
  readonly passes?: (input: Input, scope: ResourceScope) => readonly PassedRole[];
  /** The handler asks the authorization step itself, once it knows what the request comes to. */
  readonly decidesAccess?: boolean;
  /** What AWS's model or documentation asks of members beyond type and presence. */
  readonly constraints?: Constraints;
  /** Requests without a signature are taken too, as nobody's and of no Region: something in them proves who asks. */
  readonly unsigned?: boolean;
  /** The handler answers a dry run itself; otherwise the pipeline does, once the caller's rights are settled. */
  readonly decidesDryRun?: boolean;
  /** The answer is held back for long, so that many such requests are under way at a time: they are not counted. */
  readonly holds?: boolean;
  /** As how many items of a long request it counts, where its input does not say: an answer without pages, or much work. */
  readonly weight?: number;
  readonly handle: (input: Input, context: RequestContext) => Promise<Output>;
}
