-- Goes up with every change of an account's identities and policies, which take turns by it: what servers keep of the account
-- is true for as long as it stays.
CREATE TABLE identity_revision (
  account_id text PRIMARY KEY REFERENCES account,
  revision bigint NOT NULL
);
