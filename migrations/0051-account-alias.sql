-- A name that people sign in by in place of the account's ID; no two accounts have the same.
ALTER TABLE account ADD COLUMN alias text UNIQUE;
