import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { CreateActivationRequest, CreateActivationResult } from '@aws-sdk/client-ssm';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { insertActivation } from '../../store/activation.ts';
import { putTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { activationArn } from './activation.ts';
import { ssmTagRows, tagConstraints } from './ssm-tags.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 30;

/** The code that servers register with is shown this once; its hash is what is kept. */
export const createActivation: Operation<CreateActivationRequest, CreateActivationResult> = {
  passes: ({ IamRole: role }) => [{ service: 'ssm.amazonaws.com', role: role! }],
  constraints: {
    IamRole: { length: [1, 64] },
    Description: { length: [0, 256] },
    DefaultInstanceName: { length: [0, 256] },
    RegistrationLimit: { range: [1, 1000], integer: true },
    RegistrationMetadata: { items: [0, 10] },
    ...tagConstraints,
  },
  async handle(request, context) {
    const { accountId, region, now } = context;
    const id = randomUUID();
    // As AWS spells it: base64 without a hyphen, which a program that is given the code would take for an option.
    const code = randomBytes(15).toString('base64');
    const activation = {
      ...{ accountId, region, id, codeHash: hash('sha256', code, 'buffer'), createdAt: now },
      iamRole: request.IamRole!,
      description: request.Description,
      defaultInstanceName: request.DefaultInstanceName,
      registrationLimit: request.RegistrationLimit ?? 1,
      expiresAt: readExpiry(request.ExpirationDate, now),
    };
    const tags = ssmTagRows({ accountId, region, resourceId: id, resourceType: 'activation' }, request.Tags);
    const { codeHash, createdAt, ...detail } = activation;
    await change(context, { resources: [activationArn(context, id)], detail }, async (trx) => {
      await insertActivation(trx, activation);
      await putTags(trx, tags);
    });
    return { ActivationId: id, ActivationCode: code };
  },
};

function readExpiry(given: Date | undefined, now: Date): Date {
  const expiresAt = given ?? new Date(now.getTime() + DAY_MS);
  const inMs = expiresAt.getTime() - now.getTime();
  if (inMs > 0 && inMs <= LONGEST_DAYS * DAY_MS) return expiresAt;
  throw new Fault(
    'InvalidParameters',
    `ExpirationDate is ${expiresAt.toISOString()}: expected a time within ${LONGEST_DAYS} days from now, ${now.toISOString()}.`,
  );
}
