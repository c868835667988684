/** An OpenID provider, whose signed tokens say who somebody is. */
export interface OpenIdProvider {
  /** By what trust policies name it: the ARN of one that an account has, the bare name of one that the settings name. */
  readonly principal: string;
  /** Its URL without `https://`, which its condition keys begin with. */
  readonly name: string;
  /** Its URL, as its tokens have it (`iss`). */
  readonly issuer: string;
  /** The audiences whose tokens are taken. */
  readonly clientIds: readonly string[];
  /** SHA-1 of certificates that are believed beside those that the system believes. */
  readonly thumbprints: readonly string[];
}

/** The URL of a provider: encrypted, without parameters. AWS takes none with a port, which providers of a house often have. */
export const ISSUER = /^https:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w.~%/-]*)?$/;

/** By what a provider is named: its URL without the scheme. */
export const providerName = (issuer: string): string => issuer.replace(/^https?:\/\//, '');

/** What a token, once it is believed, says of who has it. */
export interface WebIdentity {
  readonly subject: string;
  readonly audience: readonly string[];
  /** Values of condition keys: the claims that are texts, behind the provider's name, such as `idp.example.com:sub`. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Of the session, where the provider says some (AWS's claims, IAM user guide, session tags). */
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

/** Claims of a session, under AWS's names. */
const TAGS = 'https://aws.amazon.com/tags';
const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity';

/** What the claims of a token that was verified say, or what is wrong with them. */
export function identityOf(claims: Claims, { name }: OpenIdProvider): WebIdentity | { readonly problem: string } {
  const { sub: subject, azp } = claims;
  const given = textsOf(claims['aud']);
  if (typeof subject !== 'string' || !/^[^\p{Cc}]{1,255}$/u.test(subject))
    return { problem: 'its subject (sub) is no text of 1 to 255 characters without control characters' };
  const tags = tagsOf(claims[TAGS]);
  if (!tags)
    return { problem: `its claim ${TAGS} is not of AWS's form: principal_tags with a list of one text for each` };
  // Where a token names the party that it was made for, that is whom policies call the audience.
  const audience = typeof azp === 'string' ? [azp] : given;
  const texts = Object.entries(claims).map(([claim, value]) => [`${name}:${claim}`, textsOf(value)] as const);
  const keys = {
    ...Object.fromEntries(texts.filter(([, values]) => values.length > 0)),
    [`${name}:aud`]: audience,
    ...(audience !== given && { [`${name}:oaud`]: given }),
  };
  const [sourceIdentity] = textsOf(claims[SOURCE_IDENTITY]);
  return { subject, audience, keys, ...tags, sourceIdentity };
}

/** A claim that is a text or a list of texts. */
function textsOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}

function tagsOf(claim: unknown): Pick<WebIdentity, 'tags' | 'transitiveTagKeys'> | undefined {
  if (claim === undefined) return { tags: [], transitiveTagKeys: [] };
  if (!isRecord(claim)) return undefined;
  const { principal_tags: given = {}, transitive_tag_keys: transitive = [] } = claim;
  if (!isRecord(given) || !Array.isArray(transitive)) return undefined;
  const tags = Object.entries(given).map(([Key, values]) => ({ Key, Value: textsOf(values) }));
  if (tags.some(({ Value }) => Value.length !== 1)) return undefined;
  return { tags: tags.map(({ Key, Value }) => ({ Key, Value: Value[0]! })), transitiveTagKeys: textsOf(transitive) };
}

const isRecord = (value: unknown): value is Claims =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Whether the settings name it, so that the operator says where it may be. */
export const isOfInstallation = ({ principal }: OpenIdProvider): boolean => !principal.startsWith('arn:');

export interface Fetching {
  readonly thumbprints: readonly string[];
  /** Also where nothing is sent otherwise. */
  readonly anywhere: boolean;
}

/** A document of a provider, as text. Throws ProviderAway where the provider cannot be reached, another error else. */
export type FetchDocument = (url: string, fetching: Fetching) => Promise<string>;

/** The provider does not answer, as against an answer that is of no use. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway';
}
