/** The console begins: words, colours, the log-in's state, then the router. */
import "./theme/shell";

import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Problem } from "./api/problem";
import { queries } from "./api/queries";
import { Corner } from "./parts/Corner";
import { router } from "./routes";
import { theme, variables } from "./theme/theme";
import { chosen, learn, LOCALES } from "./words";

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
// For the style element of Mantine's scroll lock; Mantine itself is told below.
setNonce(nonce);
const schemes = localStorageColorSchemeManager({ key: "waymark.scheme" });

/** A refusal has been shown to whom it concerns; what is left is a bug. */
function log(error: unknown): void {
  if (!(error instanceof Problem)) console.error(error);
}

async function begin(root: HTMLElement): Promise<void> {
  const locale = chosen();
  const { dir } = LOCALES[locale];
  document.documentElement.lang = locale;
  document.documentElement.dir = dir;
  await learn();
  createRoot(root, { onCaughtError: log }).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <DirectionProvider initialDirection={dir} detectDirection={false}>
          <MantineProvider
            theme={theme}
            cssVariablesResolver={variables}
            colorSchemeManager={schemes}
            defaultColorScheme="auto"
            getStyleNonce={() => nonce}
          >
            <Corner />
            <QueryClientProvider client={queries}>
              <RouterProvider router={router} />
            </QueryClientProvider>
          </MantineProvider>
        </DirectionProvider>
      </I18nProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root) void begin(root);
