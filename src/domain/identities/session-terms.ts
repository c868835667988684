/** Seconds that a session lives when nobody says how long. */
const USUAL = 3600;
/** And at most where a session of a role assumes another role. */
const CHAINED = 3600;

interface Asked {
  readonly seconds: number | undefined;
  readonly maxSessionSeconds: number;
  /** Whether a session of a role asks. */
  readonly chained: boolean;
}

/** How long a session of a role lives, or why it is not to be had (API reference of STS, AssumeRole). */
export function sessionSeconds({ seconds = USUAL, maxSessionSeconds, chained }: Asked): number | { problem: string } {
  if (chained && seconds > CHAINED)
    return {
      problem: `The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining; ask for ${CHAINED} or less.`,
    };
  if (seconds > maxSessionSeconds)
    return {
      problem: `The requested DurationSeconds exceeds the MaxSessionDuration set for this role, which is ${maxSessionSeconds}.`,
    };
  return seconds;
}

type Tags = Readonly<Record<string, string>>;

interface GivenTags {
  readonly given: Tags;
  readonly transitiveKeys: readonly string[];
  /** Of the session that asks: its tags that go on. */
  readonly inherited: Tags;
}

/** The tags of a new session and those of them that go on, or why they are not to be had; keys are the same in any case. */
export function sessionTags({
  given,
  transitiveKeys,
  inherited,
}: GivenTags): { readonly tags: Tags; readonly transitiveTagKeys: readonly string[] } | { readonly problem: string } {
  const lower = (keys: readonly string[]) => new Set(keys.map((key) => key.toLowerCase()));
  const [passedOn, own] = [lower(Object.keys(inherited)), lower(Object.keys(given))];
  const again = Object.keys(given).find((key) => passedOn.has(key.toLowerCase()));
  if (again !== undefined)
    return {
      problem: `The tag ${again} is a transitive one of the session that asks, and cannot be given another value.`,
    };
  const missing = transitiveKeys.find((key) => !own.has(key.toLowerCase()));
  if (missing !== undefined) return { problem: `The transitive tag key ${missing} is not among the Tags.` };
  return { tags: { ...inherited, ...given }, transitiveTagKeys: [...Object.keys(inherited), ...transitiveKeys] };
}

/** Characters of the policies and tags of a session, which its token carries. */
const PACKED_LIMIT = 6000;

/** How much of what a token can carry these are, in percent, rounded up; more than 100 is too much. */
export const packedPercent = (parts: unknown): number => Math.ceil((JSON.stringify(parts).length * 100) / PACKED_LIMIT);
