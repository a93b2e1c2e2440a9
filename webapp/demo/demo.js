/** The demo shop: a customer's page as small as it can be, with everything a shop has. */
import * as box from "./box.js";
import { find, make, picture } from "./dom.js";
import { GOODS, money } from "./goods.js";
import * as notify from "./notify.js";
import * as store from "./store.js";
import * as tell from "./tell.js";
import * as views from "./views.js";
import * as who from "./who.js";

const SHOP = "Far & Slow";
const ADDED = "Added";
const BACK = 1500;

function drawCount() {
  const { count } = store.basket();
  find("#count").textContent = count;
  find("#basket").setAttribute("aria-label", `Basket, ${count} in it`);
}

/** Puts a thing into the basket or takes one out, tells of it, and says so. */
function put(good, by) {
  store.change(good.sku, by);
  const now = store.basket();
  tell.changed(good, by, now);
  drawCount();
  find("#said").textContent = `${good.name} ${by > 0 ? "is in" : "is out of"} the basket: ${now.count} in it.`;
}

function add(good, pressed) {
  put(good, 1);
  const words = pressed.firstChild;
  if (words.data === ADDED) return;
  const before = words.data;
  words.data = ADDED;
  setTimeout(() => (words.data = before), BACK);
}

const shelfItem = (good) =>
  make(
    "li", { class: "item", "data-sku": good.sku },
    make("a", { href: `#/product/${good.sku}`, class: "to" },
      picture(good.sku, `picture ${good.tint}`), make("h3", {}, good.name)),
    make("p", {}, good.says),
    make("div", { class: "buy" },
      make("data", { value: good.price }, money(good.price)),
      make("button", { type: "button", onclick: (event) => { add(good, event.currentTarget); } },
        "Add", make("span", { class: "unseen" }, ` ${good.name} to the basket`))),
  );

/** The basket is drawn anew with the same button in focus, or its title where that line has gone. */
function by(good, amount) {
  put(good, amount);
  show(views.basket({ by, looked: false }), `[data-change="${good.sku}${amount}"]`);
}

function ordered(address, lines) {
  const made = store.order(address);
  tell.ordered(made, lines);
  tell.marked(store.basket());
  drawCount();
  location.hash = `#/order/${made.id}`;
}

const ROOMS = {
  product: (sku) => views.product(sku, { add }),
  basket: () => views.basket({ by, looked: true }),
  checkout: () => views.checkout({ ordered }),
  order: (id) => views.done(id),
  orders: () => views.orders(),
};

function show({ name, children }, focus = "h1") {
  document.title = name ? `${name} — ${SHOP}` : `${SHOP} — things for unhurried travel`;
  find("#home").hidden = Boolean(children);
  find("#view").hidden = !children;
  find("#view").replaceChildren(...(children ?? []));
  for (const link of document.querySelectorAll(".rooms a")) {
    if (link.hash === (location.hash || "#/")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (children && focus) (find(`#view ${focus}`) ?? find("#view h1")).focus({ preventScroll: focus === "h1" });
}

function go(first) {
  const [, room, rest] = /^#\/(\w*)\/?(.*)$/.exec(location.hash) ?? [];
  if (room === undefined && !first) return; // a place within the page
  const made = ROOMS[room]?.(rest) ?? {};
  show(made, first ? null : "h1");
  tell.tell("page", made.name ?? "Shop");
  if (first) return;
  scrollTo(0, 0);
  if (!made.children) find("#headline").focus({ preventScroll: true });
}

box.begin();
notify.begin();
find(".shelf").replaceChildren(...GOODS.map(shelfItem));
for (const [id, call] of [["#bell", "inbox.open"], ["#devices", "devices.open"], ["#wishes", "preferences.open"]]) {
  find(id).addEventListener("click", () => { tell.tell(call); });
}
drawCount();
go(true);
addEventListener("hashchange", () => { go(false); });
void who.begin(() => {
  drawCount();
  // Basket and orders are another person's now.
  if (/^#\/(basket|checkout|orders?\b)/.test(location.hash)) go(true);
});
