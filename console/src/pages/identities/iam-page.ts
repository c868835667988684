import type { Page } from '../../aws/use-aws.ts';

interface Answer {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** A page of a list of IAM. */
export const iamPage = <T>(items: readonly T[] | undefined, { IsTruncated, Marker }: Answer): Page<T> => ({
  items: items ?? [],
  nextToken: IsTruncated ? Marker : undefined,
});

/** The most that IAM gives at once. */
export const MaxItems = 1_000;
