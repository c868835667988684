import { unzipSync } from 'node:zlib';
import { type AgentReport, readJsonReport, readXmlReport } from './agent-report.ts';
import { readCsvInventory } from './csv-inventory.ts';
import { FileProblem } from './file-problem.ts';
import { readFusionInventory } from './fusion-inventory.ts';
import type { ImportedServer } from './imported-server.ts';
import { readOcsInventory } from './ocs-inventory.ts';

/** The largest document that is read once it is unpacked, in bytes; agents write less than one. */
const LARGEST = 256 * 1024 * 1024;

/**
 * The servers of an inventory file, whose kind is told by what is in it: XML of the FusionInventory, GLPI or OCS
 * Inventory agent, JSON of the GLPI agent, or a table. It may be compressed, as OCS Inventory's agent on Windows has it.
 * Throws a FileProblem that says where the file is malformed.
 */
export function readInventoryFile(bytes: Buffer): ImportedServer[] {
  const document = decode(unpack(bytes));
  const start = document.trimStart()[0];
  if (start === undefined) throw new FileProblem('the file is empty');
  if (start === '<') return [readReport(readXmlReport(document))];
  if (start === '{') return [readFusionInventory(readJsonReport(document))];
  return readCsvInventory(document);
}

/** Only FusionInventory and its followers say which program wrote the report. */
const readReport = (report: AgentReport): ImportedServer =>
  /fusioninventory|glpi/i.test(report.first('VERSIONCLIENT')[''] ?? '')
    ? readFusionInventory(report)
    : readOcsInventory(report);

function unpack(bytes: Buffer): Buffer {
  const isPacked = (bytes[0] === 0x1f && bytes[1] === 0x8b) || (bytes[0] === 0x78 && bytes.readUInt16BE(0) % 31 === 0);
  if (!isPacked) return bytes;
  try {
    return unzipSync(bytes, { maxOutputLength: LARGEST });
  } catch (error) {
    throw new FileProblem(`the file is compressed and cannot be unpacked: ${(error as Error).message}`);
  }
}

/** By the encoding that an XML declaration names, else UTF-8. */
function decode(bytes: Buffer): string {
  const declared = /^<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']/.exec(
    bytes.subarray(0, 200).toString('latin1'),
  )?.[1];
  try {
    return new TextDecoder(declared ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem(`the file is not in the encoding ${declared ?? 'UTF-8'}`);
  }
}
