/** What goes onto a site, in its own languages. */
/* eslint-disable lingui/no-unlocalized-strings -- words for machines */
import type { Install } from "./queries";

type Facts = Pick<Install, "base_url" | "version" | "integrity">;

/** The script element; with `pinned` one version of it, whose hash the browser checks. */
export function scriptOf({ base_url, version, integrity }: Facts, writeKey: string, pinned: boolean): string {
  if (!pinned || integrity === null) {
    return [
      `<script async src="${base_url}/s/waymark.js"`,
      `  data-write-key="${writeKey}"></script>`,
    ].join("\n");
  }
  return [
    `<script async src="${base_url}/s/${version}/waymark.js"`,
    `  integrity="${integrity}" crossorigin="anonymous"`,
    `  data-write-key="${writeKey}"></script>`,
  ].join("\n");
}

/** The one line of the site's service worker. */
export const workerOf = ({ base_url }: Pick<Facts, "base_url">): string => `importScripts("${base_url}/s/worker.js");`;

/** What a Content-Security-Policy of the site has to allow. */
export const policyOf = ({ base_url }: Pick<Facts, "base_url">): string =>
  [
    `script-src 'self' ${base_url}`,
    `connect-src ${base_url}`,
    `img-src 'self' ${base_url}`,
    "worker-src 'self'",
    "manifest-src 'self'",
  ].join("; ");

const FRESH = 2 * 60_000;

/** Whether something was heard so lately that it is working now; times as the API tells them. */
export const isFresh = (lastAt: string, now: string): boolean => Date.parse(now) - Date.parse(lastAt) < FRESH;
