import type { Constraints } from '../../domain/constraints.ts';

export const activationIdConstraints: Constraints = {
  ActivationId: {
    pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    form: 'an activation ID, which is a UUID',
  },
};

/** Names an activation in the audit trail; AWS publishes no form for it. */
export const activationArn = ({ accountId, region }: { accountId: string; region: string }, id: string): string =>
  `arn:aws:ssm:${region}:${accountId}:activation/${id}`;
