import type { GetGrantRequest, GetGrantResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../../operation.ts';
import { findGrantVersion } from '../../../views/license-manager/issued-grants.ts';
import { arnConstraint } from '../named-license.ts';
import { grantShape } from './grant-shape.ts';
import { readGrant, unknownGrant } from './named-grant.ts';

/** One that was deleted is shown for half a year. */
export const getGrant: Operation<GetGrantRequest, GetGrantResponse> = {
  resources: ({ GrantArn: arn }) => [arn!],
  constraints: {
    GrantArn: arnConstraint,
    Version: { pattern: /^[1-9]\d{0,8}$/, form: 'the number of a version, such as 1' },
  },

  async handle({ GrantArn: arn, Version: asked }, context) {
    const grant = await readGrant(context.db, arn!, context);
    if (asked === undefined || asked === String(grant.version)) return { Grant: grantShape(grant) };
    const version = await findGrantVersion(context.db, grant.id, Number(asked));
    if (!version) throw unknownGrant(`${arn} of the version ${asked}`);
    return { Grant: grantShape({ ...grant, ...version }) };
  },
};
