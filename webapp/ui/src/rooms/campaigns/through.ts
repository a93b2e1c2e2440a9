/** How far a campaign is. Pure. */
import type { Campaign } from "./queries";

/** Those that are not over: they wait, or are on the wire. */
const OPEN = ["pending", "claimed"] as const;

/** How much is through, in percent: of the audience that was gone through, the devices that are over. */
export function through(
  states: Readonly<Record<string, number>>,
  { devices, share }: Pick<Campaign, "devices" | "share">,
): number {
  const open = OPEN.reduce((sum, state) => sum + (states[state] ?? 0), 0);
  const over = devices === 0 ? 1 : (devices - open) / devices;
  // Zone by zone nobody knows how many are still to come.
  return Math.floor((share ?? 0) * over);
}
