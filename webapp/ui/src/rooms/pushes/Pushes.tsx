import { Button, NativeSelect } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconBell, IconFilterOff, IconPlus } from "@tabler/icons-react";

import { useCursor } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { Page } from "../../parts/Page";
import { useMay } from "../../session/session";
import { categories } from "../../parts/resources/queries";
import { pileOf } from "../../parts/resources/removal";
import { Several } from "../../parts/resources/Several";
import { Acts } from "./Acts";
import { useColumns } from "./columns";
import { duplicate } from "./make";
import { NewPush } from "./NewPush";
import { pushes, type Push } from "./queries";
import { shows, type PushesView } from "./view";

const PAGES = 10;
const PILE = pileOf(pushes, ({ name }) => name, duplicate);

export function Pushes() {
  const { t } = useLingui();
  const [view, change] = useView<PushesView>();
  const [asked, { open, close }] = useDisclosure();
  const may = useMay("edit");
  const from = useCursor<Push>({ key: [...pushes.all, "list"], load: pushes.load, pages: PAGES });
  const create = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
      <Trans>New push</Trans>
    </Button>
  );
  const nothing = from.rows?.length === 0;
  return (
    <Page title={t`Pushes`} acts={!nothing && create}>
      {!nothing && (
        <Filters label={t`Find a push`} value={view.q} onFind={(q) => change({ q })}>
          <Categories category={view.category} onPick={(category) => change({ category })} />
        </Filters>
      )}
      <List
        name={t`Pushes`}
        from={from}
        keep={(row) => shows(view, row)}
        columns={useColumns()}
        id={({ key }) => key}
        says={({ name }) => name}
        opens={({ key }) => ({ to: "/pushes/$key", params: { key } })}
        {...(may && {
          acts: (row: Push) => <Acts push={row} />,
          bulk: (selected: Push[], done: () => void) => <Several of={PILE} items={selected} done={done} />,
        })}
        usual="-changed"
        view={view}
        onView={change}
        empty={
          <Empty glyph={IconBell} title={<Trans>No pushes yet</Trans>} act={create}>
            <Trans>A push is what a journey sends: its words, its picture, its buttons, in every language.</Trans>
          </Empty>
        }
        none={<None onClear={() => change({ q: undefined, category: undefined })} />}
      />
      <NewPush opened={asked} close={close} />
    </Page>
  );
}

/** Those of one category. */
function Categories({ category, onPick }: { category: string | undefined; onPick: (key?: string) => void }) {
  const { t } = useLingui();
  const { data = [] } = useQuery(categories.listQuery);
  return (
    <NativeSelect
      aria-label={t`Category`}
      value={category ?? ""}
      onChange={({ currentTarget }) => onPick(currentTarget.value || undefined)}
      data={[{ value: "", label: t`All categories` }, ...data.map(({ key, name }) => ({ value: key, label: name }))]}
    />
  );
}

/** There are pushes, but none that the view shows. */
function None({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={<Trans>No push is like this</Trans>}
      act={
        <Button variant="default" onClick={onClear}>
          <Trans>Show all again</Trans>
        </Button>
      }
    >
      <Trans>Others may be hidden by what you filter for.</Trans>
    </Empty>
  );
}
