-- Lists by a filter read an index in the order they are paged by, so that a page takes the same time however many rows
-- there are: equal columns first, then the place in the list.

CREATE INDEX instance_by_state ON instance (account_id, region, state, sequence);
CREATE INDEX instance_by_type ON instance (account_id, region, instance_type, sequence);
CREATE INDEX instance_by_image ON instance (account_id, region, image_id, sequence);
CREATE INDEX instance_by_subnet ON instance (account_id, region, subnet_id, sequence);
CREATE INDEX instance_by_private_ip ON instance (account_id, region, private_ip, sequence);
-- Rows stay pending when their time is over (0010); those that are pending still are few and found by it.
CREATE INDEX instance_pending ON instance (account_id, region, state_due) WHERE state = 'pending';

-- In the order of code points, so that a pattern's beginning is a range.
DROP INDEX tag_by_account;
CREATE INDEX tag_by_value ON tag (account_id, region, key, value COLLATE "C", resource_id COLLATE "C");
