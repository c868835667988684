import type { LaunchRequest } from '../src/domain/commands.ts';
import { decide } from '../src/domain/decide.ts';
import type { Facts } from '../src/domain/facts.ts';
import type { License } from '../src/domain/licenses/license.ts';
import { arnOf, exampleFacts, exampleLaunch, exampleLicense, textOf } from './example-facts.ts';

/** Decides a launch that names the licenses of the facts, and any others that the request names. */
export function launch(given: Partial<License>[] | Facts, request: Partial<LaunchRequest> = {}) {
  const facts = Array.isArray(given)
    ? exampleFacts({ licenses: given.map((license) => exampleLicense(license)) })
    : given;
  const named = Array.isArray(given) ? [...facts.licenses.values()].map(arnOf) : [];
  const decision = decide(exampleLaunch({ licenseConfigurationArns: named, ...request }), facts);
  const launched = decision.outcome.ok ? (decision.outcome.instances?.length ?? 0) : 0;
  return { ...decision, facts, launched, text: textOf(decision.outcome) };
}
