import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { lazy, Suspense, useEffect, useState } from "react";
import type { NotificationData } from "@mantine/notifications";

const load = () => import("./notices");
const Notices = lazy(async () => ({ default: (await load()).Notifications }));

/** Says something in the corner of the window. */
export async function say(notice: NotificationData): Promise<void> {
  const { notifications } = await load();
  notifications.show({ closeButtonProps: { "aria-label": i18n._(msg`Close`) }, ...notice });
}

/** Where it is said. Nothing is, at first: its code comes a little later, to be there when the network is not. */
export function Corner() {
  const [there, setThere] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setThere(true);
    }, 1500);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return <Suspense>{there && <Notices position="bottom-right" />}</Suspense>;
}
