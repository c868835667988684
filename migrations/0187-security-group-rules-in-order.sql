-- The rules of an account, and of some of its groups, a page at a time in the order of their ids.
CREATE INDEX security_group_rule_in_order ON security_group_rule (account_id, region, security_group_rule_id COLLATE "C");
CREATE INDEX security_group_rule_by_group ON security_group_rule (security_group_id, security_group_rule_id COLLATE "C");
