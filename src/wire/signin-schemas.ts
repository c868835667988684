/** Signing in by name and password, for which AWS has pages and no API, in the form of the AWS SDK's schemas. */

const NAMESPACE = 'signin';
const STRING = 0;
const BOOLEAN = 2;
const TIMESTAMP = 4;
const SENSITIVE = 8;

/** Required members stand first. */
const structure = (name: string, members: Readonly<Record<string, unknown>>, required: number) =>
  [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members), required] as const;

const ConsoleLoginRequest$ = structure(
  'ConsoleLoginRequest',
  { Account: STRING, UserName: STRING, Password: [STRING, SENSITIVE] },
  3,
);
const Credentials$ = structure(
  'Credentials',
  {
    AccessKeyId: STRING,
    SecretAccessKey: [STRING, SENSITIVE],
    SessionToken: [STRING, SENSITIVE],
    Expiration: TIMESTAMP,
  },
  4,
);
const ConsoleLoginResponse$ = structure(
  'ConsoleLoginResponse',
  { AccountId: STRING, Arn: STRING, PasswordResetRequired: BOOLEAN, Credentials: () => Credentials$ },
  4,
);

/** The schemas by the names that an SDK client would export them under. */
export const signinSchemas = {
  ConsoleLogin$: [9, NAMESPACE, 'ConsoleLogin', 0, () => ConsoleLoginRequest$, () => ConsoleLoginResponse$] as const,
};
