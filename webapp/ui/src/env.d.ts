import "react";

declare module "*.po" {
  import type { Messages } from "@lingui/core";

  export const messages: Messages;
}

declare module "react" {
  interface CSSProperties {
    /** Our own variables. */
    [name: `--${string}`]: string;
  }
}

declare module "@fontsource-variable/inter";
