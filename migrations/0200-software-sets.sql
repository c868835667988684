-- What a server has installed is one row, a set of numbers of names, and a GIN index finds the servers that have a name:
-- it takes in many servers' sets at a time, where a row a name had its place in a tree looked up by itself.
-- A GIN index has no order, and would find all servers that have a common name before a page is cut off them. So names are
-- numbered anew for each block of servers in the order in which they registered, and a search goes block by block.

CREATE TEMPORARY TABLE installed ON COMMIT DROP AS
SELECT s.machine, n.account_id, n.region, n.name FROM installed_software s JOIN software_name n USING (software_name_id);
DROP TABLE installed_software, software_name;
ALTER TABLE inventory_item DROP COLUMN software_name_ids;

CREATE FUNCTION software_block(machine bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN machine >> 12;
CREATE FUNCTION software_block_start(block bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN block << 12;

CREATE TABLE software_name (
  software_name_id bigint GENERATED ALWAYS AS IDENTITY,
  block bigint NOT NULL,
  account_id text NOT NULL,
  region text NOT NULL,
  -- In the order of bytes, so that a prefix is a range.
  name text COLLATE "C" NOT NULL,
  PRIMARY KEY (block, account_id, region, name)
);
INSERT INTO software_name (block, account_id, region, name)
SELECT DISTINCT software_block(machine), account_id, region, name FROM installed ORDER BY 1, 2, 3, 4;

-- `machine` is the server's sequence in managed_instance.
CREATE TABLE installed_software (
  machine bigint PRIMARY KEY,
  -- Of the names in its AWS:Application, ascending.
  software_name_ids bigint[] NOT NULL
);
INSERT INTO installed_software
SELECT i.machine, array_agg(n.software_name_id ORDER BY n.software_name_id)
FROM installed i JOIN software_name n
  ON (n.block, n.account_id, n.region, n.name) = (software_block(i.machine), i.account_id, i.region, i.name)
GROUP BY i.machine;

-- Each search looks through the sets that came last one by one, until they are so many kB.
CREATE INDEX installed_software_by_name ON installed_software USING gin (software_name_ids)
  WITH (gin_pending_list_limit = 256);
-- Nothing is planned by how often a number occurs.
ALTER TABLE installed_software ALTER COLUMN software_name_ids SET STATISTICS 0;

-- By its fingerprint first: while the planner knew nothing of the table it took the old one for other look-ups by account
-- and Region, and read all of the account's servers each time.
DROP INDEX managed_instance_by_fingerprint;
CREATE UNIQUE INDEX managed_instance_by_fingerprint ON managed_instance (fingerprint, account_id, region);
