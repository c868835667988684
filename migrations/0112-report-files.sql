-- Where the files of a generator's last report are: the type, prefix and key of each.
ALTER TABLE report_generator ADD COLUMN last_files jsonb NOT NULL DEFAULT '[]';
