-- Snapshots have no rows: they are those that images map. The first image that maps one says whose it is.
CREATE INDEX image_by_snapshot ON image USING gin ((settings->'blockDevices') jsonb_path_ops);
