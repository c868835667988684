-- OpenID providers, whose tokens roles trust.
ALTER TABLE iam_entity
  DROP CONSTRAINT iam_entity_kind_check,
  ADD CONSTRAINT iam_entity_kind_check
    CHECK (kind IN ('user', 'group', 'role', 'instance-profile', 'policy', 'oidc-provider'));
