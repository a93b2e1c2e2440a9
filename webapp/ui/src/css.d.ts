import "react";

declare module "react" {
  interface CSSProperties {
    /** Our own variables. */
    [name: `--${string}`]: string;
  }
}
