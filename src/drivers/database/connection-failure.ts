/** Why a PostgreSQL cannot be connected to, and what to do; never the password. */
export function describeConnectionFailure(error: unknown, url: string): string {
  const { code, message } = error as { code?: string; message?: string };
  const { host, username, pathname } = new URL(url);
  const named = { host, user: decodeURIComponent(username), database: decodeURIComponent(pathname.slice(1)) };
  const advice = code !== undefined && Object.hasOwn(ADVICE, code) ? ADVICE[code as keyof typeof ADVICE](named) : OTHER;
  return `Cannot connect to PostgreSQL: ${message || code || String(error)}. ${advice}`;
}

interface Named {
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

const OTHER = 'Check that it runs and that DATABASE_URL names its host, user, password and database.';

const refused = ({ host }: Named): string =>
  `Nothing takes connections at ${host}, which DATABASE_URL names: check host and port there, and that PostgreSQL runs.`;
const unknownHost = ({ host }: Named): string =>
  `DATABASE_URL names the host ${host}, which cannot be resolved: check its spelling, or use an IP address.`;
const unreachable = ({ host }: Named): string =>
  `DATABASE_URL names the host ${host}, which does not answer: check host and port there, and the firewall between.`;

/** By what the system and PostgreSQL call it (SQLSTATE). */
const ADVICE = {
  ECONNREFUSED: refused,
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  '28P01': ({ user }: Named) =>
    `PostgreSQL does not take DATABASE_URL's password of "${user}": correct it there, with special characters percent-encoded.`,
  '28000': ({ user }: Named) =>
    `PostgreSQL does not let "${user}" in: check the user of DATABASE_URL, and pg_hba.conf of the database.`,
  '3D000': ({ database }: Named) =>
    `DATABASE_URL names the database "${database}", which does not exist: create it with createdb ${database}, or name another.`,
  '53300': () => 'PostgreSQL has no connection left: raise its max_connections; each Headroom server takes up to 45.',
  '57P03': () => 'PostgreSQL is starting or stopping: try again in a moment.',
  '42501': ({ user }: Named) =>
    `Let the user "${user}" of DATABASE_URL connect to the database and create tables in it.`,
} as const;
