-- Refresh tokens of licenses that were granted: by which grant; null where the license is the account's own.
ALTER TABLE issued_token ADD COLUMN grant_id text;
CREATE INDEX issued_token_of_license_by ON issued_token (license_id, account_id, expires_at);
