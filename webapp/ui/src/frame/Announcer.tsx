import { VisuallyHidden } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** After each change of page: its title is said aloud, and the keyboard begins at its main part. */
export function Announcer() {
  const router = useRouter();
  const [said, say] = useState("");
  useEffect(
    () =>
      router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
        if (!pathChanged || !fromLocation) return;
        document.getElementById("main")?.focus({ preventScroll: true });
        say(document.title);
      }),
    [router],
  );
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said}
    </VisuallyHidden>
  );
}
