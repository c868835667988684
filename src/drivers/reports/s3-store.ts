import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type ReportStore, ReportStoreFailure } from './report-store.ts';

export interface S3Settings {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** Of another server than AWS's. */
  readonly endpoint: string | undefined;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Otherwise it writes to the console; what goes wrong is thrown too. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const CONNECT_MS = 5_000;
/** For a report of some gigabytes. */
const LONGEST_MS = 30 * 60_000;
/** Without a byte to or from the server. */
const SILENCE_MS = 60_000;

/** The client, loaded when the first file is kept. */
async function loadClient({ region, endpoint, credentials }: S3Settings, silenceMs: number) {
  const { GetObjectCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    region,
    credentials: { ...credentials }, // which the client adds to
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    logger: SILENT,
    maxAttempts: 1, // a stream is sent once; the report is tried again as a whole
    requestChecksumCalculation: 'WHEN_REQUIRED', // servers other than AWS's often know no trailing checksums
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: silenceMs },
  });
  return { client, GetObjectCommand, PutObjectCommand };
}

/** Keeps reports in a bucket of S3, or of a server that speaks its API. */
export function s3Store(settings: S3Settings, silenceMs = SILENCE_MS): ReportStore {
  const { bucket, prefix } = settings;
  let loaded: ReturnType<typeof loadClient> | undefined;
  const keyPrefix = (owner: string, path: string) => [prefix, owner, path].filter(Boolean).join('/');
  return {
    placeOf: (owner, path) => ({ bucket, keyPrefix: keyPrefix(owner, path) }),
    put: async (at, file) => {
      loaded ??= loadClient(settings, silenceMs);
      const { client, PutObjectCommand } = await loaded;
      const Key = `${keyPrefix(at.bucket, at.prefix)}/${at.key}`;
      const { size: ContentLength } = await stat(file);
      const Body = createReadStream(file);
      try {
        const object = {
          Bucket: bucket,
          Key,
          Body,
          ContentLength,
          ContentType: at.key.endsWith('.zip') ? 'application/zip' : 'text/csv',
        };
        await client.send(new PutObjectCommand(object), { abortSignal: AbortSignal.timeout(LONGEST_MS) });
      } catch (cause) {
        const reason = reasonOf(cause, bucket, 'written to');
        throw reason === undefined ? cause : new ReportStoreFailure(reason, { cause });
      } finally {
        Body.destroy();
      }
    },
    read: async (at, { offset, length }) => {
      loaded ??= loadClient(settings, silenceMs);
      const { client, GetObjectCommand } = await loaded;
      const Key = `${keyPrefix(at.bucket, at.prefix)}/${at.key}`;
      const Range = `bytes=${offset}-${offset + length - 1}`;
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, Range }));
        return await Body!.transformToByteArray();
      } catch (cause) {
        // Nothing begins at the end of a file.
        if ((cause as S3Failure).$metadata?.httpStatusCode === 416) return new Uint8Array();
        if ((cause as S3Failure).name === 'NoSuchKey') return undefined;
        const reason = reasonOf(cause, bucket, 'read');
        throw new ReportStoreFailure(reason ?? `the bucket ${bucket} does not give the file back`, { cause });
      }
    },
  };
}

interface S3Failure {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What a person can do something about; undefined where it is none of the storage's doing. */
function reasonOf(cause: unknown, bucket: string, done: 'written to' | 'read'): string | undefined {
  const { name, code, message, $metadata } = cause as S3Failure;
  const status = $metadata?.httpStatusCode;
  if (name === 'NoSuchBucket') return `the bucket ${bucket} does not exist`;
  if (status === 401 || status === 403) return `the bucket ${bucket} refuses to be ${done} (${name})`;
  if (status !== undefined) return `the object storage answered ${status} ${name}: ${message}`;
  const reason = code ?? (cause instanceof TypeError ? undefined : name);
  return reason && `the object storage cannot be reached (${reason})`;
}
