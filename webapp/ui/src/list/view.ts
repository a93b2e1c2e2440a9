/** What a list shows, kept in the address: `?q=welcome&sort=-name&status=live`. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** The part of the address that every list understands; a room adds its own filters. */
export interface View {
  /** Words to find. */
  q?: string;
  /** A column's key; with "-" before it the other way round. */
  sort?: string;
}

export interface Sort {
  key: string;
  down: boolean;
}

export function readSort(text: string | undefined, usual: string): Sort {
  const told = text ?? usual;
  return told.startsWith("-") ? { key: told.slice(1), down: true } : { key: told, down: false };
}

/** The next way to sort after a click on a column's title. */
export function turnSort(now: Sort, key: string): string {
  return now.key === key && !now.down ? `-${key}` : key;
}

/** One of these texts, or undefined: reads a filter that somebody may have typed. */
export function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((each) => each === value);
}

const words = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, 200) : undefined;

/** The common part of an address, for `validateSearch`. */
export function readView(search: Record<string, unknown>): View {
  return tidy({ q: words(search.q), sort: words(search.sort) });
}

type Tidy<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without what says nothing: addresses stay short. */
export function tidy<T extends object>(view: T): Tidy<T> {
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined && value !== "")) as Tidy<T>;
}

type Change<V> = { [Key in keyof V]?: V[Key] | undefined };

/** The view of the present page, and how to change a part of it without a new step in the history. */
export function useView<V extends View>(): [V, (change: Change<V>) => void] {
  const view: unknown = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (part: Change<V>) => {
      const search = ((before: object) => tidy({ ...before, ...part })) as never;
      void navigate({ to: ".", search, replace: true, resetScroll: false });
    },
    [navigate],
  );
  return [view as V, change];
}
