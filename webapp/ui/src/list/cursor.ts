/** Lists page by page: the API's cursor (`?after=`) through the query cache. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";

export interface PageOf<Row> {
  items: Row[];
  next: string | null;
}

/** A list as `List` takes it. */
export interface Rows<Row> {
  /** Undefined while the first page is on its way. */
  rows: Row[] | undefined;
  error: unknown;
  retry: () => void;
  /** Absent where everything is here. */
  more?: { load: () => void; loading: boolean };
}

interface Source<Row> {
  key: readonly unknown[];
  load: (after: string | undefined) => Promise<PageOf<Row>>;
  /** Fetch page after page, up to so many: for lists that are sorted here. */
  pages?: number;
}

const NONE: never[] = [];

export function useCursor<Row>({ key, load, pages = 1 }: Source<Row>): Rows<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } = query;
  const read = data?.pages ?? NONE;
  const wanted = [hasNextPage, !isFetchNextPageError, read.length < pages].every(Boolean);
  useEffect(() => {
    if (wanted && !isFetchingNextPage) void fetchNextPage();
  }, [wanted, isFetchingNextPage, fetchNextPage]);
  const more = { load: () => void fetchNextPage(), loading: isFetchingNextPage };
  return {
    rows: data && read.flatMap((page) => page.items),
    error: query.error,
    retry: () => void refetch(),
    ...(hasNextPage && !wanted ? { more } : {}),
  };
}
