/** A campaign as the editors of documents know one: by a key, with its version. */
import { msg } from "@lingui/core/macro";

import { queries } from "../../api/queries";
import type { Kept, Library } from "../../parts/resources/library";
import type { PushDocument } from "../pushes/queries";
import { bodyOf } from "./make";
import { campaignQuery, replace, type Body, type Campaign } from "./queries";

export type Draft = Body & { key: string } & Record<string, unknown>;
export type KeptCampaign = Draft & Kept;

export const keptOf = (campaign: Campaign): KeptCampaign => {
  const { id: key, version, updated_at } = campaign;
  return { ...bodyOf(campaign), key, version, updated_at };
};

/** Only what editing one needs of it. */
export const LIBRARY = {
  query: (key: string) => ({
    queryKey: [...campaignQuery(key).queryKey, "kept"],
    queryFn: async () => keptOf(await queries.query({ ...campaignQuery(key), staleTime: 0 })),
  }),
  replace: async (version: number | null, { key, ...body }: Draft) => keptOf(await replace(key, version, body)),
  saved: msg`Saved. It is sent when you say so.`,
} as unknown as Library<KeptCampaign, Draft>;

/** The push that devices get of it, for the preview. */
export const pushOf = ({ title, message, url, image, category, key }: Draft): PushDocument =>
  ({ key, name: title, title, message, url, image, category, languages: {} }) as unknown as PushDocument;
