import { Malformed } from './malformed.ts';
import { withoutVariables } from './pattern.ts';

/** Throws `Malformed` where a `${` begins no policy variable. */
export function checkVariables(place: string, text: string): void {
  if (withoutVariables(text).includes('${'))
    throw new Malformed(
      place,
      "expected a policy variable such as ${aws:username} or ${aws:PrincipalTag/team, 'none'}, or ${$} for a dollar sign",
    );
}
