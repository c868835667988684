import type { Outcome } from '../../domain/commands.ts';
import { describeRefusal, type Refusal } from '../../domain/refusal.ts';
import { Fault } from '../../fault.ts';

const INVALID_VALUE = 'InvalidParameterValueException';

/** What License Manager calls a refusal of the domain. */
export function refusalFault(refusal: Refusal): Fault {
  const text = describeRefusal(refusal);
  switch (refusal.kind) {
    case 'licenses': {
      const short = refusal.problems.some((problem) => problem.kind === 'limit');
      return new Fault(short ? 'LicenseUsageException' : INVALID_VALUE, text);
    }
    case 'resource-state':
      return new Fault('InvalidResourceStateException', text);
    case 'license-foreign':
      return new Fault('AuthorizationException', text);
    case 'license-not-found':
      // Terraform and other clients take a license configuration for gone by this code and these words together.
      return new Fault(INVALID_VALUE, `Invalid license configuration ARN. ${text}`);
    default:
      return new Fault(INVALID_VALUE, text);
  }
}

/** Faults where a command was refused. */
export function checkPermitted(outcome: Outcome): void {
  if (!outcome.ok) throw refusalFault(outcome.refusal);
}
