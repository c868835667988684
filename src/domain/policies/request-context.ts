import { parseArn } from '../arn.ts';
import { type Context, contextOf, type Keys } from './context.ts';
import { EC2_KEYS, ID_KEYS } from './ec2-keys.ts';
import type { Rights } from './rights.ts';

export type Tags = Readonly<Record<string, string>>;

/** What conditions can ask of a request. */
export interface RequestFacts {
  readonly now: Date;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly region: string;
  readonly secure: boolean;
  /** The tags that the request gives to resources of a type, or the keys of those that it takes away. */
  readonly tagsFor: (resourceType: string) => RequestTags | undefined;
  /** Values of further keys, by the type of the resource that they are asked of; those under `*` are asked of all. */
  readonly keys?: Readonly<Record<string, Keys>> | undefined;
  /** The same of what is to be made and has no id yet: `TYPE/*`. */
  readonly made?: Readonly<Record<string, Keys>> | undefined;
}

export interface RequestTags {
  readonly tags: Tags;
  readonly keys: readonly string[];
}

/** What conditions can ask of a resource that exists. */
export interface ResourceFacts {
  readonly tags: Tags;
  readonly keys: Keys;
}

/** RDS has its own keys for tags too. */
const TAGGED = /^([a-z0-9-]+:resourcetag|rds:(db|og)-tag)\//;
const GIVEN_TAG = /^(aws:requesttag|rds:req-tag)\//;
/**
 * Keys that are asked of what exists: of what EC2 has, a user, a role or a share. Of what is to be made, or put in its place,
 * the request knows them, and comes first.
 */
const OF_EXISTING: ReadonlySet<string> = new Set([
  ...EC2_KEYS.map((key) => `ec2:${key.toLowerCase()}`),
  ...[
    'databaseclass',
    'databaseengine',
    'databasename',
    'multiaz',
    'piops',
    'storageencrypted',
    'storagesize',
    'vpc',
  ].map((key) => `rds:${key}`),
  'iam:permissionsboundary',
  'ram:allowsexternalprincipals',
  'ram:resourcesharename',
  'ram:shareowneraccountid',
]);

/** Whether a key is about a resource that exists, so that it has to be looked up. */
export const isOfResource = (key: string): boolean => TAGGED.test(key) || OF_EXISTING.has(key);

const OF_ANY: ReadonlyMap<string, (facts: RequestFacts) => string> = new Map<string, (facts: RequestFacts) => string>([
  ['aws:currenttime', ({ now }) => now.toISOString()],
  ['aws:epochtime', ({ now }) => String(Math.floor(now.getTime() / 1000))],
  ['aws:sourceip', ({ sourceIp }) => sourceIp],
  ['aws:useragent', ({ userAgent }) => userAgent],
  ['aws:requestedregion', ({ region }) => region],
  ['aws:securetransport', ({ secure }) => String(secure)],
  ['aws:viaawsservice', () => 'false'],
  ['aws:principalisawsservice', () => 'false'],
  ['ec2:region', ({ region }) => region],
]);

/**
 * The type of a resource in its ARN, such as `instance` or `license-configuration`, also of one that is AWS's own; empty where
 * it has none. The ARNs of topics have their names alone.
 */
export function resourceTypeOf(text: string): string {
  const [, service, resource = ''] =
    /^arn:aws[a-z-]*:([a-z0-9-]+):[a-z0-9-]*:(?:[0-9]{0,12}|aws):(.+)$/s.exec(text) ?? [];
  return service === 'sns' ? 'topic' : (/^[a-z0-9-]+(?=[:/])/.exec(resource)?.[0] ?? '');
}

/** The values of the condition keys of a request, as they are of one of the resources that it is about. */
export function contextOfRequest(
  rights: Rights,
  facts: RequestFacts,
  resources: ReadonlyMap<string, ResourceFacts>,
): (resource: string) => Context {
  let ofPrincipal: Context | undefined;
  const principal: Context = (key) => {
    ofPrincipal ??= contextOf(rights.keys());
    return ofPrincipal(key);
  };
  return (resource) => {
    const known = resources.get(resource);
    let ofResource: { readonly given: RequestTags | undefined; readonly further: Context } | undefined;
    const read = () => {
      const type = resourceTypeOf(resource);
      const further = contextOf({
        ...idOf(resource),
        ...known?.keys,
        ...facts.keys?.['*'],
        ...facts.keys?.[type],
        ...(resource.endsWith('/*') && facts.made?.[type]),
      });
      return { given: facts.tagsFor(type), further };
    };
    return (key) => {
      ofResource ??= read();
      const { given, further } = ofResource;
      if (key === 'aws:tagkeys') return given?.keys;
      if (key === 'aws:resourceaccount') return [parseArn(resource)?.accountId || rights.principal.accountId];
      if (GIVEN_TAG.test(key)) return valueOfTag(given?.tags, key);
      if (TAGGED.test(key)) return valueOfTag(known?.tags, key);
      const global = OF_ANY.get(key);
      return global ? [global(facts)] : (further(key) ?? principal(key));
    };
  };
}

/** EC2 has a key for the id of what exists, or is to be made under a name. */
function idOf(resource: string): Keys {
  const { service, resource: named = '' } = parseArn(resource) ?? {};
  const [type = '', id = '*'] = named.split('/');
  const key = service === 'ec2' && id !== '*' ? ID_KEYS.get(type) : undefined;
  return key ? { [key]: [id] } : {};
}

/** The value of the tag whose key is behind the slash, in any case. */
function valueOfTag(tags: Tags | undefined, key: string): readonly string[] | undefined {
  const wanted = key.slice(key.indexOf('/') + 1);
  const found = Object.entries(tags ?? {}).find(([name]) => name.toLowerCase() === wanted);
  return found && [found[1]];
}
