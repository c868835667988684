import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import type { Logger } from 'pino';

/** Absolute paths of PEM files. */
export interface CertificateFiles {
  /** The certificate, and those between it and its authority behind it. */
  readonly cert: string;
  readonly key: string;
}

/** PEM, and where it was read. It holds a secret. */
export interface Certificate {
  readonly files: CertificateFiles;
  readonly cert: string;
  readonly key: string;
}

/** How often it is looked whether a file changed. Polled, for links and mounted volumes that are swapped. */
const LOOK_MS = 2_000;

/** Reads the certificate and its key. Throws, with the setting and the next step, where they cannot serve. */
export function readCertificate(files: CertificateFiles): Certificate {
  const [cert, key] = [readSetting('HEADROOM_TLS_CERT', files.cert), readSetting('HEADROOM_TLS_KEY', files.key)];
  const certificate = parse(() => new X509Certificate(cert), {
    ...{ name: 'HEADROOM_TLS_CERT', file: files.cert },
    expected: 'a certificate in PEM, followed by those between it and its authority',
  });
  const privateKey = parse(() => createPrivateKey(key), {
    ...{ name: 'HEADROOM_TLS_KEY', file: files.key },
    expected: 'a private key in PEM without a passphrase',
  });
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(
      `HEADROOM_TLS_KEY is ${files.key}, which is not the key of the certificate in HEADROOM_TLS_CERT, ${files.cert}. Name files that belong together.`,
    );
  return { files, cert, key };
}

function readSetting(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(
      `${name} is ${file}, which cannot be read (${(cause as NodeJS.ErrnoException).code}). Name a PEM file that the server's user may read.`,
      { cause },
    );
  }
}

/** What a parser says of a key could repeat it, so only what was expected is told. */
function parse<T>(read: () => T, { name, file, expected }: { name: string; file: string; expected: string }): T {
  try {
    return read();
  } catch {
    throw new Error(`${name} is ${file}; expected ${expected}.`);
  }
}

/**
 * Gives the server the certificate of the files whenever they change and on SIGHUP, until it is ended. Connections that are
 * open stay; what cannot serve changes nothing, and the log says why.
 */
export function renewCertificate(
  server: Server,
  certificate: Certificate,
  log: Logger,
): { reload: () => void; end: () => void } {
  const { files } = certificate;
  let current = certificate;
  const reload = () => {
    try {
      const next = readCertificate(files);
      if (next.cert === current.cert && next.key === current.key) return;
      server.setSecureContext(next);
      current = next;
      const { subject, validTo } = new X509Certificate(next.cert);
      log.info({ subject, validTo }, 'a new TLS certificate is in use');
    } catch (err) {
      log.error({ reason: (err as Error).message }, 'the TLS certificate stays, for the new one cannot be used');
    }
  };
  const watched = [files.cert, files.key];
  for (const file of watched) watchFile(file, { interval: LOOK_MS, persistent: false }, reload);
  process.on('SIGHUP', reload);
  return {
    reload,
    end: () => {
      for (const file of watched) unwatchFile(file, reload);
      process.off('SIGHUP', reload);
    },
  };
}
