import {
  keepPreviousData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { flushSync } from 'react-dom';
import { useSession } from '../session/session.ts';
import { useRegion } from '../shell/region.ts';

/** How often what is shown is asked for anew. */
const REFRESH_MS = 10_000;

interface Asked<T> {
  /** What is asked for, apart from who asks in which Region. */
  readonly key: readonly unknown[];
  readonly ask: (region: string) => Promise<T>;
  readonly enabled?: boolean;
  readonly refreshMs?: number | false;
}

/** Asks the server, and again every ten seconds; the answer before stays until the next is there. */
export function useAws<T>({ key, ask, enabled = true, refreshMs = REFRESH_MS }: Asked<T>): UseQueryResult<T> {
  const { arn } = useSession();
  const region = useRegion();
  return useQuery({
    queryKey: [arn, region, ...key],
    queryFn: () => ask(region),
    enabled,
    refetchInterval: refreshMs,
    placeholderData: keepPreviousData,
  });
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

interface AskedList<T> extends Omit<Asked<T>, 'ask'> {
  readonly ask: (region: string, nextToken: string | undefined) => Promise<Page<T>>;
}

/** A list that is read by the page, as far as somebody asks for. */
export function useAwsList<T>({ key, ask, enabled = true, refreshMs = REFRESH_MS }: AskedList<T>): AwsList<T> {
  const { arn } = useSession();
  const region = useRegion();
  const query = useInfiniteQuery({
    queryKey: [arn, region, ...key],
    queryFn: ({ pageParam }) => ask(region, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextToken }) => nextToken,
    enabled,
    refetchInterval: ({ state }) => (state.data && state.data.pages.length > 2 ? false : refreshMs),
    placeholderData: keepPreviousData,
  });
  return { ...query, items: query.data?.pages.flatMap(({ items }) => items) ?? [] };
}

type ListQuery = Pick<
  UseInfiniteQueryResult,
  'error' | 'isPending' | 'isFetchingNextPage' | 'hasNextPage' | 'fetchNextPage' | 'refetch'
>;
export type AwsList<T> = ListQuery & { readonly items: T[] };

/** Changes something; afterwards everything that is shown is asked for anew. */
export function useAwsChange<Input, Output>(
  change: (region: string, input: Input) => Promise<Output>,
  onDone?: (output: Output, input: Input) => void,
) {
  const region = useRegion();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(region, input),
    onSuccess: async (output, input) => {
      // At once, so that what is not shown any more is not asked for anew.
      flushSync(() => onDone?.(output, input));
      await queries.invalidateQueries();
    },
  });
}
