import { SaxesParser } from 'saxes';
import { FileProblem } from './file-problem.ts';

/** An XML element with its text and its child elements; attributes are not used by inventories. */
export interface XmlElement {
  readonly name: string;
  readonly line: number;
  readonly children: XmlElement[];
  text: string;
}

/** The root element of an XML document. Throws a FileProblem with line and element where it is malformed or ends early. */
export function parseXml(document: string): XmlElement {
  const parser = new SaxesParser();
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => {
    throw new FileProblem(`${whereOf(parser, open)}: ${error.message.replace(/^\d+:\d+: /, '')}`);
  });
  parser.on('opentag', ({ name }) => {
    const element: XmlElement = { name, line: parser.line, children: [], text: '' };
    if (open.length === 0) root ??= element;
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(document).close();
  return root!;
}

const whereOf = ({ line }: SaxesParser, open: readonly XmlElement[]): string =>
  `line ${line}${open.length > 0 ? `, in the element ${open.map(({ name }) => name).join('/')}` : ''}`;

export const childrenOf = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** The text of the first child element of that name, without white space around it; undefined where it is empty. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const text = element?.children.find((child) => child.name === name)?.text.trim();
  return text || undefined;
}
