import { open, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, call, type Endpoint } from './call.ts';
import { fileTrouble } from './file-trouble.ts';
import { readTime } from './read-time.ts';

interface Options {
  readonly license?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly 'time-zone'?: string | undefined;
  readonly output?: string | undefined;
}

interface Pack {
  readonly Status: 'PENDING' | 'READY';
  readonly FailureReason?: string;
  readonly Bytes?: number;
}

const POLL_MS = 250;

/** `headroom audit pack`: has a pack made, waits for it, and writes it to a file. */
export async function auditPack(endpoint: Endpoint, options: Options): Promise<number> {
  const { license, 'time-zone': TimeZone } = options;
  if (license === undefined || options.from === undefined)
    throw new CommandError('Expected headroom audit pack --license ARN --from TIME [--to TIME].');
  const input = {
    LicenseConfigurationArn: license,
    From: readTime(options, 'from'),
    To: readTime(options, 'to'),
    TimeZone,
  };
  const { AuditPackId } = await call<{ AuditPackId: string }>(endpoint, 'GenerateAuditPack', input);
  const file = options.output ?? `${AuditPackId}.zip`;
  await waitFor(endpoint, AuditPackId);
  const bytes = await download(endpoint, AuditPackId, file);
  console.log(`${file}: ${bytes} bytes; headroom audit verify ${file} checks it`);
  return 0;
}

/** Until it is there; why it takes longer is told once. */
async function waitFor(endpoint: Endpoint, AuditPackId: string): Promise<void> {
  let told = '';
  for (;;) {
    const { AuditPack: pack } = await call<{ AuditPack: Pack }>(endpoint, 'GetAuditPack', { AuditPackId });
    if (pack.Status === 'READY') return;
    const { FailureReason: reason = '' } = pack;
    if (reason !== told) console.error(`${AuditPackId} cannot be made yet: ${reason}. It is tried again; waiting.`);
    told = reason;
    await sleep(POLL_MS);
  }
}

/** Writes it under its name once it is whole. */
async function download(endpoint: Endpoint, AuditPackId: string, file: string): Promise<number> {
  const part = `${file}.part`;
  const notWritten = (error: unknown) => {
    throw new CommandError(`${file} cannot be written: ${fileTrouble(error)}. Name another file with --output.`);
  };
  const handle = await open(part, 'w').catch(notWritten);
  try {
    let [written, Offset] = [0, 0 as number | undefined];
    while (Offset !== undefined) {
      const answer: { Data: string; NextOffset?: number } = await call(endpoint, 'GetAuditPackPart', {
        AuditPackId,
        Offset,
      });
      written += (await handle.write(Buffer.from(answer.Data, 'base64'))).bytesWritten;
      Offset = answer.NextOffset;
    }
    await handle.close();
    await rename(part, file).catch(notWritten);
    return written;
  } catch (error) {
    await handle.close();
    await rm(part, { force: true });
    throw error;
  }
}
