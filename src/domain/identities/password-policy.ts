const KINDS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/[A-Z]/, 'an uppercase letter'],
  [/[a-z]/, 'a lowercase letter'],
  [/[0-9]/, 'a digit'],
  [/[^A-Za-z0-9]/, 'a symbol'],
];

/**
 * What is wrong about a new password; undefined where nothing is. IAM's default policy for accounts: 8 to 128 characters,
 * three of four kinds of them, and not the name of who has it.
 */
export function passwordProblem(password: string, userName: string): string | undefined {
  if (password.length < 8 || password.length > 128)
    return `Password should have a minimum length of 8 and a maximum of 128, got ${password.length}`;
  const missing = KINDS.filter(([pattern]) => !pattern.test(password)).map(([, words]) => words);
  if (missing.length > 1)
    return `Password should have three of these, and lacks ${missing.join(' and ')}: ${KINDS.map(([, words]) => words).join(', ')}`;
  if (password.toLowerCase() === userName.toLowerCase()) return 'Password should not be the user name';
  return undefined;
}
