import { ActionIcon, Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useDisclosure } from "@mantine/hooks";
import { IconFilterOff, IconPlus, IconTags, IconTrash } from "@tabler/icons-react";

import { useCursor } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { useView, type View } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { Page } from "../../parts/Page";
import { categories, type Category } from "../../parts/resources/queries";
import { pileOf } from "../../parts/resources/removal";
import { remove } from "../../parts/resources/remove";
import { Several } from "../../parts/resources/Several";
import { useMay } from "../../session/session";
import { useColumns } from "./columns";
import { NewCategory } from "./NewCategory";
import { shows } from "./view";

const PAGES = 10;
const PILE = pileOf(categories, ({ name }) => name);

export function Categories() {
  const { t } = useLingui();
  const [view, change] = useView<View>();
  const [asked, { open, close }] = useDisclosure();
  const may = useMay("edit");
  const from = useCursor<Category>({ key: [...categories.all, "list"], load: categories.load, pages: PAGES });
  const create = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
      <Trans>New category</Trans>
    </Button>
  );
  const nothing = from.rows?.length === 0;
  return (
    <Page title={t`Categories`} acts={!nothing && create}>
      {!nothing && <Filters label={t`Find a category`} value={view.q} onFind={(q) => change({ q })} />}
      <List
        name={t`Categories`}
        from={from}
        keep={(row) => shows(view, row)}
        columns={useColumns()}
        id={({ key }) => key}
        says={({ name }) => name}
        opens={({ key }) => ({ to: "/categories/$key", params: { key } })}
        {...(may && {
          acts: (row: Category) => <Remove category={row} />,
          bulk: (selected: Category[], done: () => void) => <Several of={PILE} items={selected} done={done} />,
        })}
        usual="name"
        view={view}
        onView={change}
        empty={
          <Empty glyph={IconTags} title={<Trans>No categories yet</Trans>} act={create}>
            <Trans>A category is what people can choose to hear about: news, offers, their orders.</Trans>
          </Empty>
        }
        none={
          <Empty
            glyph={IconFilterOff}
            title={<Trans>No category is called so</Trans>}
            act={
              <Button variant="default" onClick={() => change({ q: undefined })}>
                <Trans>Show all again</Trans>
              </Button>
            }
          >
            <Trans>Others may be hidden by what you filter for.</Trans>
          </Empty>
        }
      />
      <NewCategory opened={asked} close={close} />
    </Page>
  );
}

function Remove({ category }: { category: Category }) {
  const { t } = useLingui();
  const { name } = category;
  const away = (): unknown => void remove(categories as never, category, name);
  return (
    <ActionIcon size={32} aria-label={t`Delete ${name}…`} onClick={away}>
      <IconTrash size={18} aria-hidden />
    </ActionIcon>
  );
}
