import { beforeEach, describe, expect, it } from "vitest";
import { createIdentity, expired } from "../src/identity";
import { campaignOf, touch } from "../src/session";
import { createStorage, uuid } from "../src/storage";

const token = (claims: object): string => `h.${btoa(JSON.stringify(claims))}.s`;
const VALID = token({ sub: "ana", exp: 4e9 });

beforeEach(() => {
  localStorage.clear();
});

describe("identity", () => {
  it("is one anonymous id per browser", () => {
    const first = createIdentity(createStorage()).current();
    expect(createIdentity(createStorage()).current()).toEqual(first);
    expect(first.anonymousId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("keeps the anonymous id for the first user, and takes a new one for another", () => {
    const identity = createIdentity(createStorage());
    const { anonymousId } = identity.current();
    expect(identity.name("ana", VALID)).toBe(true);
    expect(identity.current()).toEqual({ anonymousId, userId: "ana", token: VALID });
    identity.name("ben", undefined);
    expect(identity.current().userId).toBe("ben");
    expect(identity.current().anonymousId).not.toBe(anonymousId);
    expect(identity.current().token).toBeUndefined();
  });

  it.each([5, null, [], { anonymousId: 7 }])("begins anew where %j was kept", (kept) => {
    const storage = createStorage();
    storage.set("identity", kept);
    expect(createIdentity(storage).current().anonymousId).toHaveLength(36);
  });

  it("says whether anything is new", () => {
    const identity = createIdentity(createStorage());
    identity.name("ana", VALID);
    expect([identity.name("ana", VALID), identity.name("ana", undefined)]).toEqual([false, false]);
    expect(identity.name("ana", token({ sub: "ana", exp: 5e9 }))).toBe(true);
  });

  it("is the anonymous id alone once the token has expired", () => {
    const identity = createIdentity(createStorage());
    identity.name("ana", token({ exp: 1 }));
    expect(Object.keys(identity.current())).toEqual(["anonymousId"]);
  });

  it("starts afresh after a sign-out", () => {
    const identity = createIdentity(createStorage());
    identity.name("ana", VALID);
    const { anonymousId } = identity.current();
    identity.forget();
    expect(identity.current().userId).toBeUndefined();
    expect(identity.current().anonymousId).not.toBe(anonymousId);
  });

  it("leaves a token it cannot read to the server", () => {
    expect([expired("x", 0), expired(token({}), 0), expired(token({ exp: 1 }), 1000)]).toEqual([false, false, true]);
  });
});

describe("a session", () => {
  it("begins at first and after half an hour without a sign of life", () => {
    const storage = createStorage();
    const minutes = [0, 29, 58, 88, 89];
    expect(minutes.map((minute) => touch(storage, 1e12 + minute * 60_000, {}))).toEqual([true, false, false, true, false]);
  });

  it("begins anew with another campaign, and not with the same one on every page", () => {
    const storage = createStorage();
    const spring = campaignOf("?utm_source=mail&utm_campaign=spring&sku=1");
    const ad = campaignOf("?gclid=abc");
    const visits = [{}, spring, spring, {}, spring, ad, {}];
    expect(visits.map((campaign) => touch(storage, 1e12, campaign))).toEqual([true, true, false, false, false, true, false]);
    expect(touch(storage, 2e12, {})).toBe(true);
    expect(touch(storage, 2e12, ad)).toBe(true);
  });

  it("begins anew where the clock was set back, or what is kept is no time", () => {
    const storage = createStorage();
    storage.set("seen", 2e12);
    expect([touch(storage, 1e12, {}), touch(storage, 1e12, {})]).toEqual([true, false]);
    storage.set("seen", "yesterday");
    expect(touch(storage, 1e12, {})).toBe(true);
  });

  it("knows its campaign from the address", () => {
    expect(campaignOf("")).toEqual({});
    expect(campaignOf("?utm_medium=&q=utm_source")).toEqual({});
    expect(campaignOf(`?utm_term=${"x".repeat(999)}&utm_source=a&msclkid=7`)).toEqual({
      utm: { source: "a", term: "x".repeat(200) },
      click_ids: { msclkid: "7" },
    });
  });
});

it("storage lasts as long as the page where localStorage is refused", () => {
  const refused = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get() { throw new Error("SecurityError"); } });
  const storage = createStorage();
  storage.set("queue", [1]);
  expect([storage.get("queue"), storage.get("other")]).toEqual([[1], null]);
  if (refused) Object.defineProperty(globalThis, "localStorage", refused);
  expect(uuid()).not.toBe(uuid());
});
