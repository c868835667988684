import type { InstanceMarketOptionsRequest } from '@aws-sdk/client-ec2';
import type { SpotTerms } from '../../../domain/instances/instance.ts';
import { Fault } from '../../../fault.ts';

/** The terms that a launch or a Spot request asks for; undefined where it asks for no Spot machine. Throws EC2's faults. */
export function spotTermsOf(market: InstanceMarketOptionsRequest | undefined): SpotTerms | undefined {
  if (!market || Object.values(market).every((value) => value === undefined)) return undefined;
  const { MarketType: marketType, SpotOptions: options = {} } = market;
  if (marketType !== 'spot')
    throw new Fault('InvalidParameterValue', 'InstanceMarketOptions needs the MarketType spot.');
  const { SpotInstanceType: type = 'one-time', InstanceInterruptionBehavior: interruptionBehavior = 'terminate' } =
    options;
  if (type === 'one-time' && interruptionBehavior !== 'terminate') throw notFor(type, interruptionBehavior);
  return {
    type,
    interruptionBehavior,
    ...(options.MaxPrice && { maxPrice: checkPrice(options.MaxPrice) }),
    ...(options.ValidUntil && { validUntil: new Date(options.ValidUntil).toISOString() }),
  };
}

/** RunInstances has persistent requests only where an interruption does not end the machine (API reference, SpotMarketOptions). */
export function checkLaunchTerms({ type, interruptionBehavior }: SpotTerms): void {
  if (type === 'persistent' && interruptionBehavior === 'terminate') throw notFor(type, interruptionBehavior);
}

const notFor = (type: string, behavior: string): Fault =>
  new Fault(
    'InvalidParameterCombination',
    `The request with type '${type}' is not supported when instanceInterruptionBehavior is set to '${behavior}'.`,
  );

function checkPrice(text: string): string {
  if (!/^\d{1,6}(\.\d{1,10})?$/.test(text) || Number(text) === 0)
    throw new Fault(
      'InvalidParameterValue',
      `Invalid value '${text}' for SpotPrice: expected US dollars an hour, such as 0.05.`,
    );
  return text;
}

/** Faults InvalidParameterValue or ….Combination unless a request can be valid from one time until another. */
export function checkValidity({
  from,
  until,
  now,
}: {
  from?: Date | undefined;
  until?: Date | undefined;
  now: Date;
}): void {
  if (until && until <= now) throw new Fault('InvalidParameterValue', `ValidUntil ${until.toISOString()} is over.`);
  if (from && until && from >= until)
    throw new Fault('InvalidParameterCombination', 'ValidFrom must be before ValidUntil.');
}
