import { useLingui } from "@lingui/react/macro";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

import { Gate } from "./Gate";
import { LogInForm } from "./LogInForm";
import { safePath } from "./paths";

const route = getRouteApi("/login");

/** The log-in; afterwards back to the page that was wanted. */
export function LogIn() {
  const { t } = useLingui();
  const { to } = route.useSearch();
  const router = useRouter();
  const title = t`Log in to Waymark`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Gate title={title}>
      <LogInForm onEnter={() => router.history.replace(`/console${safePath(to)}`)} />
    </Gate>
  );
}
