import type { Tag } from '@aws-sdk/client-license-manager';
import type { LicenseConfigurationRef } from '../../domain/arn.ts';
import type { Constraints } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';
import type { TagRow } from '../../store/tag.ts';

/** AWS's limits of tags, the same for all its services. */
export const TAGS_PER_RESOURCE = 50;

const NO_CONTROLS = /^\P{Cc}*$/u;

export const tagConstraints: Constraints = {
  Tags: { items: [0, TAGS_PER_RESOURCE] },
  'Tags[].Key': { length: [1, 128], pattern: NO_CONTROLS, form: 'text without control characters' },
  'Tags[].Value': { length: [0, 256], pattern: NO_CONTROLS, form: 'text without control characters' },
};

/** The rows of a request's tags, for a license configuration unless they are of another resource; faults on a tag without a key, a key given twice, or AWS's own. */
export function licenseTagRows(
  { accountId, region, id }: LicenseConfigurationRef,
  tags: readonly Tag[] = [],
  resourceType = 'license-configuration',
): TagRow[] {
  const keys = new Set<string>();
  return tags.map(({ Key: key, Value: value = '' }) => {
    if (!key) throw invalid('A tag has no Key.');
    if (/^aws:/i.test(key)) throw invalid(`The tag key "${key}" begins with aws:, which AWS keeps for itself.`);
    if (keys.has(key)) throw invalid(`The tag key "${key}" is given twice.`);
    keys.add(key);
    return { accountId, region, resourceId: id, resourceType, key, value };
  });
}

const invalid = (message: string): Fault => new Fault('InvalidParameterValueException', message);
