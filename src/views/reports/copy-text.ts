import { type RawBuilder, sql } from 'kysely';

// What statements of COPY are made of, which takes no parameters.

export const at = (date: Date) => sql<Date>`${sql.lit(date.toISOString())}::timestamptz`;

/** In ISO 8601. A cast takes a fifth of the time of to_char; whoever exports has ISO for its DateStyle. */
export const iso = (time: RawBuilder<unknown>) => sql`replace((${time} AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z'`;

/** The ARN of a use's resource, as `resourceArn` prints it. The id of a database is ACCOUNT:REGION:IDENTIFIER. */
export const RESOURCE_ARN = sql`CASE resource_type
  WHEN 'EC2_INSTANCE' THEN 'arn:aws:ec2:' || region || ':' || resource_owner_id || ':instance/' || resource_id
  WHEN 'EC2_HOST' THEN 'arn:aws:ec2:' || region || ':' || resource_owner_id || ':dedicated-host/' || resource_id
  WHEN 'SYSTEMS_MANAGER_MANAGED_INSTANCE'
    THEN 'arn:aws:ssm:' || region || ':' || resource_owner_id || ':managed-instance/' || resource_id
  WHEN 'RDS' THEN 'arn:aws:rds:' || region || ':' || resource_owner_id || ':db:' || split_part(resource_id, ':', 3)
  END`;
