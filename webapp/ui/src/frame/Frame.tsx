import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { Trans } from "@lingui/react/macro";
import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";

import { Ended } from "../session/Ended";
import { Switched } from "../session/Switched";
import { Drawer } from "./Drawer";
import { Finder } from "./Finder";
import css from "./Frame.module.css";
import { Offline } from "./Offline";
import { Rail } from "./Rail";
import { Top } from "./Top";

const KEPT = { key: "waymark.rail", defaultValue: false };

/** Rail, top bar and the room: what members see around everything. */
export function Frame() {
  const [narrow, setNarrow] = useLocalStorage({ ...KEPT, getInitialValueInEffect: false });
  const [drawer, { open, close }] = useDisclosure();
  return (
    <div className={css.frame} data-narrow={narrow || undefined}>
      <a href="#main" className={css.skip} onClick={() => document.getElementById("main")?.focus()}>
        <Trans>Skip to the content</Trans>
      </a>
      <div className={css.rail}>
        <Rail narrow={narrow} turn={() => setNarrow(!narrow)} />
      </div>
      <Top openRail={open} />
      <main id="main" tabIndex={-1} className={css.main}>
        <Offline />
        {/* What a room waits for takes nothing else away: rail and bar stay. */}
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <Drawer opened={drawer} close={close} />
      <Finder />
      <Ended />
      <Switched />
    </div>
  );
}
