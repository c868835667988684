import { NormalizedSchema } from '@smithy/core/schema';

/** A schema as the AWS SDK's clients export it. */
export type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** What a value is on the wire: the SDK's schema with everything that decoding and encoding ask for looked up. */
export type Shape = SimpleShape | TimestampShape | ListShape | MapShape | StructureShape;

export interface SimpleShape {
  readonly kind: 'unit' | 'string' | 'number' | 'boolean' | 'blob';
}

export interface TimestampShape {
  readonly kind: 'timestamp';
  /** The protocol's own format where the schema names none. */
  readonly format: TimestampFormat | undefined;
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

export interface ListShape {
  readonly kind: 'list';
  readonly member: Shape;
  readonly xmlName: string;
  readonly tags: Tags;
}

export interface MapShape {
  readonly kind: 'map';
  readonly value: Shape;
  readonly keyXmlName: string;
  readonly valueXmlName: string;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly members: readonly Member[];
  readonly required: readonly Member[];
  readonly byName: ReadonlyMap<string, Member>;
  readonly byEc2Key: ReadonlyMap<string, Member>;
  readonly byXmlName: ReadonlyMap<string, Member>;
}

/** What an XML element is written with; `empty` stands for one without content. */
export interface Tags {
  readonly open: string;
  readonly close: string;
  readonly empty: string;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  /** The name in responses of both XML protocols and in requests of awsQuery. */
  readonly xmlName: string;
  readonly tags: Tags;
  /** The name in requests of ec2Query. */
  readonly ec2Key: string;
  readonly flattened: boolean;
  /** It is not to be told to others, by its schema or, where that does not say so, by its name. */
  readonly secret: boolean;
  /** Where REST protocols have the member if not in the body. */
  readonly binding: HttpBinding | undefined;
}

export interface HttpBinding {
  readonly in: 'label' | 'query';
  readonly key: string;
}

/** The tags of an element's name. */
export const tagsOf = (name: string): Tags => ({ open: `<${name}>`, close: `</${name}>`, empty: `<${name}/>` });

const structures = new WeakMap<object, StructureShape>();

/** The shape of a schema. Structures are compiled once, so asking again costs a look-up. */
export const compileShape = (schema: Schema): Shape => compile(NormalizedSchema.of(schema));

function compile(schema: NormalizedSchema): Shape {
  if (schema.isStructSchema()) return compileStructure(schema);
  if (schema.isListSchema()) return compileList(schema);
  if (schema.isMapSchema()) return compileMap(schema);
  if (schema.isTimestampSchema()) return { kind: 'timestamp', format: timestampFormat(schema) };
  if (schema.isStringSchema()) return { kind: 'string' };
  if (schema.isNumericSchema()) return { kind: 'number' };
  if (schema.isBooleanSchema()) return { kind: 'boolean' };
  if (schema.isBlobSchema()) return { kind: 'blob' };
  if (schema.isUnitSchema()) return { kind: 'unit' };
  throw new Error(`No codec for the schema ${schema.getName(true)}`);
}

function compileStructure(schema: NormalizedSchema): StructureShape {
  const source = schema.getSchema() as unknown as readonly unknown[];
  const known = structures.get(source);
  if (known) return known;
  const shape = {
    kind: 'structure' as const,
    members: [] as Member[],
    required: [] as Member[],
    byName: new Map<string, Member>(),
    byEc2Key: new Map<string, Member>(),
    byXmlName: new Map<string, Member>(),
  };
  // Known before its members are, so that a structure can contain itself.
  structures.set(source, shape);
  for (const [name, memberSchema] of schema.structIterator()) {
    const member = compileMember(name, memberSchema);
    shape.members.push(member);
    shape.byName.set(name, member);
    shape.byEc2Key.set(member.ec2Key, member);
    shape.byXmlName.set(member.xmlName, member);
  }
  // The SDK orders required members first and ends the schema with their number.
  shape.required = shape.members.slice(0, (source[6] as number | undefined) ?? 0);
  return shape;
}

function compileMember(name: string, schema: NormalizedSchema): Member {
  const traits = schema.getMergedTraits();
  const xmlName = traits.xmlName ?? name;
  return {
    name,
    shape: compile(schema),
    xmlName,
    tags: tagsOf(xmlName),
    ec2Key: (traits['ec2QueryName'] as string | undefined) ?? xmlName[0]?.toUpperCase() + xmlName.slice(1),
    flattened: Boolean(traits.xmlFlattened),
    secret: isSensitive(schema) || SECRETS.has(name),
    binding: compileBinding(name, traits),
  };
}

/** A list of secrets is one, and so is a map. */
const isSensitive = (schema: NormalizedSchema): boolean =>
  Boolean(schema.getMergedTraits().sensitive) ||
  ((schema.isListSchema() || schema.isMapSchema()) && isSensitive(schema.getValueSchema()));

/** Members that are secrets though no schema says so. */
const SECRETS: ReadonlySet<string> = new Set([
  ...['CustomUserData', 'LicenseConsumptionToken', 'OneTimePassword', 'Token', 'TokenCode', 'UserData'],
]);

/** Headers and payloads are bound by no operation that REST protocols serve here; the round trips of the test would fail. */
function compileBinding(name: string, traits: { httpLabel?: unknown; httpQuery?: string }): HttpBinding | undefined {
  if (traits.httpQuery !== undefined) return { in: 'query', key: traits.httpQuery };
  return traits.httpLabel ? { in: 'label', key: name } : undefined;
}

function compileList(schema: NormalizedSchema): ListShape {
  const member = schema.getValueSchema();
  const xmlName = member.getMergedTraits().xmlName ?? 'member';
  return { kind: 'list', member: compile(member), xmlName, tags: tagsOf(xmlName) };
}

function compileMap(schema: NormalizedSchema): MapShape {
  const value = schema.getValueSchema();
  return {
    kind: 'map',
    value: compile(value),
    keyXmlName: schema.getKeySchema().getMergedTraits().xmlName ?? 'key',
    valueXmlName: value.getMergedTraits().xmlName ?? 'value',
  };
}

function timestampFormat(schema: NormalizedSchema): TimestampFormat | undefined {
  const formats: Record<number, TimestampFormat> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };
  return (
    (schema.getMergedTraits().timestampFormat as TimestampFormat | undefined) ?? formats[schema.getSchema() as number]
  );
}
