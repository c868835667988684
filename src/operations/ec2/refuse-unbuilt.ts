import { Fault } from '../../fault.ts';

/** Faults UnsupportedOperation when the request gives one of the members, which are not built. */
export function refuseUnbuilt<Request extends object>(
  request: Request,
  members: readonly (keyof Request & string)[],
): void {
  const given = members.find((member) => request[member]);
  if (given) throw new Fault('UnsupportedOperation', `Headroom does not support ${given} yet; leave it out.`);
}
