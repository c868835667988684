import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** An authority of its own, in a folder that goes after the file's tests, and certificates of it for 127.0.0.1. */
export function givenAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-tls-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  openssl('req', '-x509', ...curve, '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem');

  /** Writes a certificate and its key; what had these names is replaced, each at once. */
  const issue = (name: string) => {
    openssl('req', ...curve.slice(0, -2), '-new', '-subj', `/CN=${name}`, '-keyout', 'next.key', '-out', 'next.csr');
    writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '30', '-extfile', 'names'];
    openssl('x509', '-req', '-in', 'next.csr', ...by, '-out', 'next.pem');
    return { cert: readFileSync(at('next.pem'), 'utf8'), key: readFileSync(at('next.key'), 'utf8') };
  };
  const put = (name: string, text: string) => {
    writeFileSync(at('part'), text);
    renameSync(at('part'), at(name));
    return at(name);
  };
  return { caFile: at('ca.pem'), ca: readFileSync(at('ca.pem'), 'utf8'), issue, put, at };
}
