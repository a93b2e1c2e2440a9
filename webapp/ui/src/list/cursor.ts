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
  /** So many rows are enough: no further page is fetched for more. */
  enough?: number;
}

const NONE: never[] = [];

export function useCursor<Row>({ key, load, pages = 1, enough = Infinity }: Source<Row>): Rows<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } = query;
  const read = data?.pages ?? NONE;
  const rows = read.flatMap((page) => page.items);
  const few = [read.length < pages, rows.length < enough];
  const wanted = [hasNextPage, !isFetchNextPageError, ...few].every(Boolean);
  useEffect(() => {
    if (wanted && !isFetchingNextPage) void fetchNextPage();
  }, [wanted, isFetchingNextPage, fetchNextPage]);
  const more = { load: () => void fetchNextPage(), loading: isFetchingNextPage };
  return {
    rows: data && settled(rows, wanted),
    error: query.error,
    retry: () => void refetch(),
    ...(hasNextPage && !wanted && { more }),
  };
}

/** None so far is not none while more is on its way: a page may have looked in vain. */
const settled = <Row>(rows: Row[], wanted: boolean): Row[] | undefined =>
  rows.length === 0 && wanted ? undefined : rows;
