import { beforeEach, describe, expect, it } from "vitest";
import { createIdentity, expired, nameOf, type Stay } from "../src/identity";
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

  it("is that of all tabs", () => {
    const [one, other] = [createIdentity(createStorage()), createIdentity(createStorage())];
    expect([one.name("ana", VALID), other.current().userId]).toEqual([true, "ana"]);
    expect([one.moved(), other.moved(), other.moved()]).toEqual([false, true, false]);
    expect(other.name("ana", VALID)).toBe(false);
    other.forget();
    expect([one.current().userId, one.moved()]).toEqual([undefined, true]);
  });

  it("outlives the site's clearing of its storage as long as the page does", () => {
    const identity = createIdentity(createStorage());
    identity.name("ana", VALID);
    localStorage.clear();
    expect([identity.current().userId, identity.moved()]).toEqual(["ana", false]);
  });

  it("remembers who has left until the server has heard of it, over pages", () => {
    const identity = createIdentity(createStorage());
    const users = (room = identity, told: string[] = []): (string | undefined)[] => room.stays(told).map(({ userId }) => userId);
    expect(users()).toEqual([undefined]);
    identity.name("ana", VALID);
    expect(users()).toEqual(["ana"]);
    identity.name("ben", VALID);
    identity.name("ana", VALID);
    expect(users()).toEqual(["ana", "ben", "ana"]);
    expect(identity.stays([])[0]).toMatchObject({ status: "unsupported", cause: null });
    const later = createIdentity(createStorage());
    expect(users(later)).toEqual(["ana", "ben", "ana"]);
    const [first] = later.stays([]);
    expect(users(later, [nameOf(first as Stay)])).toEqual(["ben", "ana"]);
    later.heard(first as Stay);
    expect(users(later)).toEqual(["ben", "ana"]);
  });

  it("takes what she has done to push along, and leaves nothing of it to the next", () => {
    const storage = createStorage();
    const identity = createIdentity(storage);
    identity.name("ana", VALID);
    storage.set("cause", "enable");
    identity.forget();
    expect([identity.stays([])[0]?.cause, storage.get("cause")]).toEqual(["enable", null]);
  });

  it("gives a stranger's id to one of two who log in at the same moment", () => {
    const storage = createStorage();
    const identity = createIdentity(storage);
    const { anonymousId } = identity.current();
    identity.name("ana", VALID);
    storage.set("identity", { anonymousId, userId: "ben", token: VALID }); // by a tab that had not heard of her
    const [ana, ben] = identity.stays([]);
    expect([ana?.userId, ana?.anonymousId, ben?.userId]).toEqual(["ana", anonymousId, "ben"]);
    expect([ben?.anonymousId === anonymousId, identity.current().anonymousId]).toEqual([false, ben?.anonymousId]);
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
