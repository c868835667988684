import { Fault } from '../../../fault.ts';

/** Of what cannot be made here a list is empty, and nothing that a request names is there. */
export function refuseNamed([id]: readonly string[] = [], code: string, noun: string): void {
  if (id) throw new Fault(code, `The ${noun} '${id}' does not exist`);
}
