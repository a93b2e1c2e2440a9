import { Button } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef, useState, type ReactNode } from "react";

import { Failure } from "../parts/Failure";
import { sorted } from "./columns";
import type { Rows } from "./cursor";
import css from "./List.module.css";
import { Table, type Drawn } from "./Table";
import { Waiting } from "./Waiting";
import { readSort, type View } from "./view";

interface Props<Item> extends Drawn<Item> {
  from: Rows<Item>;
  /** Leaves out what the view does not want; the server may have done so already. */
  keep?: (row: Item) => boolean;
  /** The rows come in the order that the view asks for: the server sorted them. */
  ordered?: boolean;
  /** How it is sorted where the address says nothing: `-changed`. */
  usual: string;
  view: View;
  /** In the place of no rows at all. */
  empty: ReactNode;
  /** In the place of rows that the view leaves out. */
  none: ReactNode;
}

/** Rows that are drawn before somebody looks further: two thousand at once hold the page for seconds. */
const AT_ONCE = 100;

/** Every list of the console: sorted by the address, walked by the keyboard, page by page. */
export function List<Item>(props: Props<Item>) {
  const { from, view, usual, columns, keep = () => true } = props;
  const { i18n } = useLingui();
  const [drawn, setDrawn] = useState(AT_ONCE);
  const sort = readSort(view.sort, usual);
  if (!from.rows) return <Coming from={from} columns={columns.length} />;
  if (from.rows.length === 0) return props.empty;
  const kept = from.rows.filter(keep);
  if (kept.length === 0 && !from.more) return props.none;
  const rows = props.ordered ? kept : sorted(kept, columns, sort, i18n.locale);
  return (
    <>
      <Table {...props} rows={rows.slice(0, drawn)} sort={sort} />
      {drawn < rows.length ? <Further draw={() => setDrawn(drawn + AT_ONCE)} /> : <More more={from.more} />}
    </>
  );
}

/** Whoever comes near the end of what is drawn is drawn more; the button is for whoever does not scroll. */
function Further({ draw }: { draw: () => void }) {
  const { ref, entry } = useIntersection({ rootMargin: "600px" });
  const near = entry?.isIntersecting ?? false;
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
  });
  useEffect(() => {
    if (near) latest.current();
  }, [near]);
  return (
    <div ref={ref}>
      <More more={{ load: draw, loading: false }} />
    </div>
  );
}

function Coming({ from, columns }: { from: Rows<unknown>; columns: number }) {
  return from.error ? <Failure error={from.error} retry={from.retry} /> : <Waiting columns={columns} />;
}

function More({ more }: { more: Rows<unknown>["more"] }) {
  if (!more) return null;
  return (
    <div className={css.more}>
      <Button variant="default" onClick={more.load} loading={more.loading}>
        <Trans>Show more</Trans>
      </Button>
    </div>
  );
}
