-- A snapshot is kept for itself: images come and go, and it stays until it is deleted. Until now it was what an image
-- said of it; of one that several images map, the first that did has it.
INSERT INTO ec2_record (account_id, region, record_id, kind, refs, details, created_at)
SELECT DISTINCT ON (device ->> 'snapshotId') account_id, region, device ->> 'snapshotId', 'snapshot',
  array_remove(ARRAY[device ->> 'volumeId'], NULL),
  jsonb_strip_nulls(jsonb_build_object(
    'volumeId', device -> 'volumeId', 'sizeGiB', device -> 'volumeSizeGiB', 'encrypted', device -> 'encrypted',
    'kmsKeyId', device -> 'kmsKeyId',
    'description', 'Created by CreateImage' || coalesce('(' || source_instance_id || ')', '') || ' for ' || image_id)),
  created_at
FROM image, jsonb_array_elements(settings -> 'blockDevices') device
WHERE device ->> 'snapshotId' IS NOT NULL
ORDER BY device ->> 'snapshotId', sequence
ON CONFLICT DO NOTHING;
