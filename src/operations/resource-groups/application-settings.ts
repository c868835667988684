import { badRequest } from './named-group.ts';

/** AWS's model. */
export const descriptionConstraint = {
  length: [0, 1024],
  pattern: /^[\sa-zA-Z0-9_.-]*$/,
  form: 'letters, digits, spaces, dots, hyphens and underscores',
} as const;

interface ApplicationSettings {
  readonly Criticality?: number | undefined;
  readonly Owner?: string | undefined;
  readonly DisplayName?: string | undefined;
}

/** Faults on what only groups that stand for an application have. */
export function checkNoApplication({ Criticality, Owner, DisplayName }: ApplicationSettings): void {
  const given = Object.entries({ Criticality, Owner, DisplayName }).find(([, value]) => value !== undefined);
  if (given) throw badRequest(`${given[0]} is for application groups, which Headroom does not have; leave it out.`);
}
