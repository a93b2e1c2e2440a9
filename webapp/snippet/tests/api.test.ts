/** What the workspace tells every page. */
import { expect, it, vi } from "vitest";
import { workspaceSettings } from "../src/api";

const answers = (told: object): void => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ integrations: { Waymark: told } })));
};

it("is its key, and its words and icon for a push that cannot be read", async () => {
  answers({ vapidPublicKey: "BK", fallback: "News.", brand: { name: "Shop", icon: "https://shop.example/i.png" } });
  expect(await workspaceSettings("https://push.example", "wk")).toEqual({
    vapidPublicKey: "BK",
    fallback: { title: "Shop", body: "News.", icon: "https://shop.example/i.png" },
  });
});

it("has the default icon where it has none of its own", async () => {
  answers({ brand: { name: "Shop", icon: null } });
  const { fallback } = await workspaceSettings("https://push.example", "wk");
  expect(fallback?.icon).toBe("https://push.example/static/bell.png");
});

it("is nothing while the server does not answer", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  expect(await workspaceSettings("https://push.example", "wk")).toEqual({ vapidPublicKey: null, fallback: null });
});
