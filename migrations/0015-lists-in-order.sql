-- What an account has by the id, or the time it was made, in whose order it is listed: a page reads no more than itself.

DROP INDEX vpc_by_account;
CREATE INDEX vpc_by_account ON vpc (account_id, region, vpc_id COLLATE "C");
DROP INDEX subnet_by_account;
CREATE INDEX subnet_by_account ON subnet (account_id, region, subnet_id COLLATE "C");
DROP INDEX security_group_by_account;
CREATE INDEX security_group_by_account ON security_group (account_id, region, security_group_id COLLATE "C");
CREATE INDEX image_by_id ON image (account_id, region, image_id COLLATE "C");
DROP INDEX image_launch_permission_by_grantee;
CREATE INDEX image_launch_permission_by_grantee ON image_launch_permission (grantee, region, image_id COLLATE "C");
CREATE UNIQUE INDEX launch_template_by_account ON launch_template (account_id, region, sequence);
DROP INDEX host_by_group;
CREATE INDEX host_by_group ON host (group_arn, sequence) WHERE group_arn IS NOT NULL;
