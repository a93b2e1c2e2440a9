import { Outlet } from "@tanstack/react-router";

import { Confirm } from "../parts/Confirm";
import { Announcer } from "./Announcer";

/** What stands around every page, with or without a log-in. */
export function Root() {
  return (
    <>
      <Announcer />
      <Outlet />
      <Confirm />
    </>
  );
}
