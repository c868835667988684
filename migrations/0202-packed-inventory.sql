-- Lists of applications are deflated by Headroom: PostgreSQL's own compression takes longer than all else of a report, and
-- reads them as JSON before. `content` has the other types, and what was written before.
ALTER TABLE inventory_item ADD COLUMN packed bytea, ALTER COLUMN content DROP NOT NULL,
  ADD CONSTRAINT inventory_item_has_content CHECK (num_nonnulls(content, packed) = 1);
-- There is nothing left to compress.
ALTER TABLE inventory_item ALTER COLUMN packed SET STORAGE EXTERNAL;
