import { VisuallyHidden } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** After each change of page: its title is said aloud, and the keyboard begins at its main part. */
export function Announcer() {
  const router = useRouter();
  const [said, say] = useState("");
  useEffect(() => {
    const arrive = (): void => {
      // Whoever has begun to type or to read elsewhere is left there.
      if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
      say(document.title);
    };
    // A page that still waits for its data is shown, and has its title, later than the router says.
    const titled = new MutationObserver(arrive);
    const leave = router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
      if (!pathChanged || !fromLocation) return;
      document.getElementById("main")?.focus({ preventScroll: true });
      arrive();
      titled.observe(document.head, { childList: true, subtree: true });
    });
    return () => {
      leave();
      titled.disconnect();
    };
  }, [router]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said}
    </VisuallyHidden>
  );
}
