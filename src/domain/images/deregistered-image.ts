/** What is kept of an image that its account deregistered. */
export type DeregisteredImage = Readonly<Record<string, never>>;

/**
 * How long DescribeImages leaves a deregistered image out before it knows it no longer. AWS says "a short interval"
 * (DescribeImages in the API reference); clients wait for an empty answer, or for InvalidAMIID.NotFound.
 */
export const LEFT_OUT_MS = 3_600_000;
