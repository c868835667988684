import { version } from './version.ts';

const HELP = `Headroom ${version}: a license manager that speaks AWS's API.

Usage: npm start        serves until it is stopped
  --version             prints the version
  --help                prints this

Settings are environment variables:
  HEADROOM_HOST                  address to listen on (127.0.0.1)
  HEADROOM_PORT                  port (8460); 0 takes any that is free
  HEADROOM_TLS_CERT,
  HEADROOM_TLS_KEY               PEM files of a certificate and its key (no TLS); read again when they change and on SIGHUP
  HEADROOM_DATA                  folder of the embedded database and the master key (./data)
  DATABASE_URL                   a PostgreSQL 15 or later of your own, in place of the embedded one
  HEADROOM_ACCOUNT_ID            the first account, 12 digits (made up)
  HEADROOM_ROOT_ACCESS_KEY_ID,
  HEADROOM_ROOT_SECRET_ACCESS_KEY   its credentials (made up, and shown at the first start)
  HEADROOM_MASTER_KEY            32 bytes in base64 or hex, which seal the secrets (master.key in HEADROOM_DATA)
  HEADROOM_LOG_LEVEL             trace, debug, info, warn, error, fatal or silent (info)
  HEADROOM_REPORTS               where usage reports are kept, a folder or s3://BUCKET/PREFIX (reports in HEADROOM_DATA)
  HEADROOM_REPORTS_ENDPOINT      URL of the bucket's server, where that is not AWS
  HEADROOM_REPORTS_REGION        Region of the bucket (us-east-1)
  HEADROOM_REPORTS_ACCESS_KEY_ID,
  HEADROOM_REPORTS_SECRET_ACCESS_KEY   of one who may write to the bucket
  HEADROOM_METRICS               address of metrics for Prometheus, such as 127.0.0.1:9464 (none are served)
  HEADROOM_OPENID_PROVIDERS      ISSUER=AUDIENCE,… of providers whose tokens roles can trust
  HEADROOM_PUBLIC_URL            the URL by which others reach the server
  HEADROOM_DELIVERY_NETWORKS     networks that requests may be sent to though they are refused otherwise
  HEADROOM_SMTP_URL,
  HEADROOM_MAIL_FROM             SMTP server and sender of mail, such as smtp://mail:25 and headroom@example.com (no mail)
  HEADROOM_ALERT_THRESHOLDS      percentages of a limit that people are told of (80,90)
  HEADROOM_TRAIL_DAYS            for how many days the audit trail is kept (for good)
  HEADROOM_REQUESTS_PER_SECOND   how many each user, role and root may send (1000)
  HEADROOM_STOP_SECONDS          how long a stop may take (10)

OpenTelemetry's (OTEL_EXPORTER_OTLP_ENDPOINT, …) switch traces on. docs/operating.md says more. The operator's commands: npm run headroom -- --help`;

/**
 * What the arguments of the server ask to be printed, in place of a start; undefined where there are none. Throws where
 * they are not known: all else is set by the environment.
 */
export function readArguments(args: readonly string[]): string | undefined {
  const [first, ...more] = args;
  if (first === undefined) return undefined;
  if (more.length === 0 && (first === '--help' || first === '-h')) return HELP;
  if (more.length === 0 && (first === '--version' || first === '-v')) return version;
  const setting = /^--(host|port|data)\b/.exec(first)?.[1];
  const advice = setting ? `Set HEADROOM_${setting.toUpperCase()} instead; ` : '';
  throw new Error(`Headroom takes no argument ${JSON.stringify(first)}. ${advice}--help lists the settings.`);
}
