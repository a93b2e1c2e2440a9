/** Several of a list at once: what is used stays, what goes can be brought back where that is possible. */
import { Stack } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { queries } from "../../api/queries";
import { confirm } from "../Confirm";
import { tellDone } from "../Failure";
import { tellUndo } from "../Undo";
import { documentOf, type Kept, type Library, type Use } from "./library";
import css from "./Resources.module.css";

/** What there is to know of a kind of thing to act on many of it. */
export interface Pile<Item> {
  nameOf: (item: Item) => string;
  usesOf: (item: Item) => Promise<readonly Use[]>;
  /** Whether this use keeps it from going. */
  holds: (use: Use) => boolean;
  remove: (item: Item) => Promise<void>;
  /** As it was, under its own key; absent where that cannot be. */
  restore?: (item: Item) => Promise<unknown>;
  copy?: (item: Item) => Promise<unknown>;
}

/** Of a library: live journeys hold; a document comes back under its key. */
export function pileOf<Item extends Kept, Body>(
  library: Library<Item, Body>,
  nameOf: (item: Item) => string,
  copy?: (item: Item) => Promise<unknown>,
): Pile<Item> {
  return {
    nameOf,
    usesOf: ({ key }) => queries.query({ ...library.usesQuery(key), staleTime: 0 }),
    holds: ({ live }) => live,
    remove: library.remove,
    restore: (item) => library.create(documentOf(item) as never),
    ...(copy && { copy }),
  };
}

export interface Sorted<Item> {
  free: Item[];
  held: Item[];
  /** Some of the free ones are named by drafts. */
  named: Item[];
}

/** What may go, and what stays. Pure. */
export function sortOut<Item>(
  told: readonly { item: Item; uses: readonly Use[] }[],
  holds: Pile<Item>["holds"],
): Sorted<Item> {
  const held = told.filter(({ uses }) => uses.some(holds));
  const free = told.filter(({ uses }) => !uses.some(holds));
  const named = free.filter(({ uses }) => uses.length > 0);
  const items = (some: typeof held): Item[] => some.map(({ item }) => item);
  return { free: items(free), held: items(held), named: items(named) };
}

const question = (count: number): string =>
  i18n._(msg({ message: plural(count, { one: "Delete # of them?", other: "Delete # of them?" }) }));

/** Ask, then take away what nothing holds. Answers whether anything is gone. */
export async function removeSeveral<Item>(of: Pile<Item>, items: readonly Item[]): Promise<boolean> {
  const told = await Promise.all(items.map(async (item) => ({ item, uses: await of.usesOf(item) })));
  const sorted = sortOut(told, of.holds);
  const { free } = sorted;
  const none = free.length === 0;
  const sure = await confirm({
    title: none ? i18n._(msg`All of these are in use`) : question(free.length),
    act: none ? i18n._(msg`Understood`) : i18n._(msg`Delete`),
    choice: true,
    body: <Body of={of} sorted={sorted} />,
  });
  if (!sure || none) return false;
  const gone: Item[] = [];
  try {
    for (const item of free) {
      await of.remove(item);
      gone.push(item);
    }
  } finally {
    tellGone(of, gone);
  }
  return true;
}

/** Also when a later one could not go. */
function tellGone<Item>({ restore }: Pile<Item>, gone: readonly Item[]): void {
  if (gone.length === 0) return;
  const words = i18n._(msg({ message: plural(gone.length, { one: "# is deleted.", other: "# are deleted." }) }));
  if (!restore) {
    tellDone(words);
    return;
  }
  tellUndo(words, async () => {
    for (const item of gone) await restore(item);
  });
}

interface Props<Item> {
  of: Pile<Item>;
  sorted: Sorted<Item>;
}

function Body<Item>({ of: { nameOf, restore }, sorted: { free, held, named } }: Props<Item>) {
  return (
    <Stack gap={12}>
      {free.length > 0 && (
        <>
          <Names names={free.map(nameOf)} />
          {named.length > 0 && (
            <p>
              <Trans>Drafts name some of these, and cannot be published without them:</Trans>
            </p>
          )}
          {named.length > 0 && <Names names={named.map(nameOf)} />}
          <p>{restore ? <Trans>You can undo it right after.</Trans> : <Trans>This cannot be undone.</Trans>}</p>
        </>
      )}
      {held.length > 0 && (
        <>
          <p>
            <Trans>These stay, since something uses them. Take them out there first:</Trans>
          </p>
          <Names names={held.map(nameOf)} />
        </>
      )}
    </Stack>
  );
}

function Names({ names }: { names: readonly string[] }) {
  return (
    <ul className={css.uses}>
      {names.map((name, index) => (
        <li key={`${index} ${name}`}>
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}
