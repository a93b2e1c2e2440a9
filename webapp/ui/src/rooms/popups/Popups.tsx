import { Button, NativeSelect } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useDisclosure } from "@mantine/hooks";
import { IconFilterOff, IconMessage2, IconPlus } from "@tabler/icons-react";

import { useCursor } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { oneOf, useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { Page } from "../../parts/Page";
import { documentOf } from "../../parts/resources/library";
import { pileOf } from "../../parts/resources/removal";
import { Several } from "../../parts/resources/Several";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { useColumns } from "./columns";
import { kindWord } from "./kinds";
import { make } from "./make";
import { NewPopup } from "./NewPopup";
import { popups, type Popup } from "./queries";
import { shows, TEMPLATES, type PopupsView } from "./view";

const PAGES = 10;
const PILE = pileOf(
  popups,
  ({ title }) => title,
  (popup) => make(documentOf(popup)),
);

export function Popups() {
  const { t } = useLingui();
  const [view, change] = useView<PopupsView>();
  const [asked, { open, close }] = useDisclosure();
  const may = useMay("edit");
  const from = useCursor<Popup>({ key: [...popups.all, "list"], load: popups.load, pages: PAGES });
  const create = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
      <Trans>New popup</Trans>
    </Button>
  );
  const nothing = from.rows?.length === 0;
  return (
    <Page title={t`Popups`} acts={!nothing && create}>
      {!nothing && (
        <Filters label={t`Find a popup`} value={view.q} onFind={(q) => change({ q })}>
          <NativeSelect
            aria-label={t`Kind`}
            value={view.template ?? ""}
            onChange={({ currentTarget }) => change({ template: oneOf(currentTarget.value, TEMPLATES) })}
            data={[
              { value: "", label: t`All kinds` },
              ...TEMPLATES.map((each) => ({ value: each, label: kindWord(each) })),
            ]}
          />
        </Filters>
      )}
      <List
        name={t`Popups`}
        from={from}
        keep={(row) => shows(view, row)}
        columns={useColumns()}
        id={({ key }) => key}
        says={({ title }) => title}
        opens={({ key }) => ({ to: "/popups/$key", params: { key } })}
        {...(may && {
          acts: (row: Popup) => <Acts popup={row} />,
          bulk: (selected: Popup[], done: () => void) => <Several of={PILE} items={selected} done={done} />,
        })}
        usual="title"
        view={view}
        onView={change}
        empty={
          <Empty glyph={IconMessage2} title={<Trans>No popups yet</Trans>} act={create}>
            <Trans>A popup asks before the browser does: who says “later” can be asked again.</Trans>
          </Empty>
        }
        none={
          <Empty
            glyph={IconFilterOff}
            title={<Trans>No popup is like this</Trans>}
            act={
              <Button variant="default" onClick={() => change({ q: undefined, template: undefined })}>
                <Trans>Show all again</Trans>
              </Button>
            }
          >
            <Trans>Others may be hidden by what you filter for.</Trans>
          </Empty>
        }
      />
      <NewPopup opened={asked} close={close} />
    </Page>
  );
}
