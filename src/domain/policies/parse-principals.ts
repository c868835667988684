import { Malformed, membersOf, show, textsOf } from './malformed.ts';
import type { PrincipalKind, PrincipalName } from './policy-document.ts';

const AWS =
  /^(\*|\d{12}|arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)|arn:aws[a-z-]*:sts::\d{12}:(assumed-role|federated-user)\/[\w+=,.@/-]+)$/;

const FORMS: Readonly<Record<PrincipalKind, readonly [RegExp, string]>> = {
  AWS: [AWS, 'an account ID, the ARN of an account, a user, a role or a session of a role, or *'],
  Service: [/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/, 'a service such as ec2.amazonaws.com'],
  Federated: [/^[\w.:/~%-]+$/, 'the ARN or the name of an identity provider'],
  CanonicalUser: [/^[0-9a-f]{64}$/, 'a canonical user ID'],
};

const isKind = (name: string): name is PrincipalKind => Object.hasOwn(FORMS, name);

/** The Principal or NotPrincipal element: `*`, or names by their kind. */
export function parsePrincipals(place: string, element: unknown): PrincipalName[] {
  if (element === '*') return [{ kind: 'AWS', name: '*' }];
  return membersOf(place, element).flatMap(([kind, names]) => {
    if (!isKind(kind)) throw new Malformed(place, `expected AWS, Service or Federated, got ${show(kind)}`);
    const [pattern, words] = FORMS[kind];
    const check = (at: string, name: string) => {
      if (!pattern.test(name)) throw new Malformed(at, `expected ${words}, got ${show(name)}`);
    };
    return textsOf(`${place}.${kind}`, names, check).map((name) => ({ kind, name }));
  });
}
