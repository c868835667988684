import { FileProblem } from './file-problem.ts';
import { childrenOf, parseXml, textOf, type XmlElement } from './xml-tree.ts';

type AgentRecord = Readonly<Record<string, string>>;

/**
 * What the inventory agents of this family write, XML or JSON: sections of records of texts. Names are upper case, as in
 * the XML; the JSON of the GLPI agent has the same in lower case.
 */
export interface AgentReport {
  readonly deviceId: string | undefined;
  /** The first record of a section; empty where there is none. */
  readonly first: (section: string) => AgentRecord;
  readonly all: (section: string) => readonly AgentRecord[];
}

const NO_RECORD: AgentRecord = Object.freeze({});

/** Throws a FileProblem where the document is malformed or is no inventory. */
export function readXmlReport(document: string): AgentReport {
  const root = parseXml(document);
  const content = childrenOf(root, 'CONTENT')[0];
  if (root.name !== 'REQUEST' || !content)
    throw new FileProblem(
      `line ${root.line}: the element ${root.name} holds no inventory; expected REQUEST with CONTENT, as the FusionInventory, GLPI and OCS Inventory agents write it`,
    );
  const query = textOf(root, 'QUERY');
  if (query !== undefined && query !== 'INVENTORY')
    throw new FileProblem(`the element REQUEST/QUERY is ${query}; expected INVENTORY`);
  return report(
    textOf(root, 'DEVICEID'),
    content.children.map((section) => [section.name, recordOf(section)] as const),
  );
}

/** An element without child elements is a record of its text alone. */
const recordOf = (section: XmlElement): AgentRecord =>
  section.children.length === 0
    ? safeRecord([['', section.text.trim()]])
    : safeRecord(section.children.map(({ name, text }) => [name, text.trim()]));

/** Throws a FileProblem where the document is no JSON or no inventory. */
export function readJsonReport(document: string): AgentReport {
  const root = parseJson(document);
  const content = isObject(root) ? root['content'] : undefined;
  if (!isObject(root) || !isObject(content))
    throw new FileProblem(
      'the JSON holds no inventory; expected an object with `content`, as the GLPI agent writes it',
    );
  if (root['action'] !== undefined && root['action'] !== 'inventory')
    throw new FileProblem(`\`action\` is ${JSON.stringify(root['action'])}; expected "inventory"`);
  const sections = Object.entries(content).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((entry) => [name.toUpperCase(), jsonRecord(entry)] as const),
  );
  return report(typeof root['deviceid'] === 'string' ? root['deviceid'] : undefined, sections);
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch (error) {
    throw new FileProblem(`the JSON cannot be read: ${(error as Error).message}`);
  }
}

const jsonRecord = (value: unknown): AgentRecord =>
  isObject(value)
    ? safeRecord(Object.entries(value).map(([name, member]) => [name.toUpperCase(), scalarText(member)]))
    : safeRecord([['', scalarText(value)]]);

const scalarText = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without members that are empty, and with none but those that the file has. */
const safeRecord = (entries: readonly (readonly [string, string])[]): AgentRecord =>
  Object.assign(Object.create(null), Object.fromEntries(entries.filter(([, text]) => text !== '')));

function report(
  deviceId: string | undefined,
  sections: readonly (readonly [name: string, record: AgentRecord])[],
): AgentReport {
  const bySection = Map.groupBy(sections, ([name]) => name);
  const all = (section: string) => (bySection.get(section) ?? []).map(([, record]) => record);
  return { deviceId, all, first: (section) => all(section)[0] ?? NO_RECORD };
}
