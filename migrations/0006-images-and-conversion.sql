-- Work that takes its time: machines that are imported as images, and instances whose license type is converted. A task
-- is worked on from `due_at`, which is null once it has ended.

CREATE TABLE import_image_task (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  import_task_id text NOT NULL,
  -- What EC2 echoes of the request (domain/image-import.ts, ImageImport).
  plan jsonb NOT NULL,
  license_configuration_arns text[] NOT NULL DEFAULT '{}',
  status text NOT NULL CHECK (status IN ('active', 'deleting', 'deleted', 'completed')),
  status_message text,
  -- The image that the task makes; launches see it once the task is completed.
  image_id text,
  created_at timestamptz NOT NULL,
  due_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (import_task_id),
  CHECK ((due_at IS NULL) = (ended_at IS NOT NULL))
);
CREATE INDEX import_image_task_by_account ON import_image_task (account_id, region, import_task_id);
CREATE INDEX import_image_task_due ON import_image_task (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE license_conversion_task (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  license_conversion_task_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  instance_id text NOT NULL,
  -- LicenseContext of domain/license-conversion.ts.
  source jsonb NOT NULL,
  destination jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('IN_PROGRESS', 'SUCCEEDED', 'FAILED')),
  status_message text,
  started_at timestamptz NOT NULL,
  -- When the instance's usage operation changed; its licenses are seen to after that.
  converted_at timestamptz,
  due_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (license_conversion_task_id),
  CHECK ((due_at IS NULL) = (ended_at IS NOT NULL)),
  CHECK ((status = 'IN_PROGRESS') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX license_conversion_task_by_account ON license_conversion_task (account_id, region, sequence);
CREATE UNIQUE INDEX license_conversion_task_of_instance ON license_conversion_task (instance_id)
  WHERE status = 'IN_PROGRESS';
CREATE INDEX license_conversion_task_due ON license_conversion_task (due_at) WHERE due_at IS NOT NULL;
