/** The shop's rooms beside its front: a product, the basket, the checkout, an order, all orders. */
import { make, picture } from "./dom.js";
import { goodOf, money } from "./goods.js";
import * as store from "./store.js";
import * as tell from "./tell.js";

const title = (text) => make("h1", { tabindex: "-1" }, text);
const button = (text, onclick, classes = "") => make("button", { type: "button", class: classes, onclick }, text);
const link = (text, href, classes = "more-of") => make("a", { href, class: classes }, text);

const nothing = (headline, text) => [
  title(headline),
  make("p", { class: "lead" }, text),
  make("p", {}, link("Back to the shelf", "#/", "button")),
];

export function product(sku, { add }) {
  const good = goodOf(sku);
  if (!good) return { name: "Not here", children: nothing("That is not on the shelf.", "It may come back. Most things do.") };
  tell.viewed(good);
  const words = make(
    "div", { class: "words" },
    make("p", { class: "kind" }, good.category),
    title(good.name),
    make("p", { class: "lead" }, good.says),
    make("p", {}, good.more),
    make("p", { class: "price" }, money(good.price)),
    button("Add to the basket", (event) => { add(good, event.currentTarget); }, "wide"),
  );
  const large = picture(good.sku, `picture large ${good.tint}`);
  return { name: good.name, children: [make("div", { class: "product" }, large, words)] };
}

function line({ good, quantity }, by) {
  const change = (sign, words, amount) =>
    make("button", { type: "button", class: "step", "data-change": `${good.sku}${amount}`, "aria-label": words, onclick: () => { by(good, amount); } }, sign);
  return make(
    "li", { class: "line" },
    picture(good.sku, `picture small ${good.tint}`),
    make("a", { href: `#/product/${good.sku}`, class: "name" }, good.name),
    make(
      "div", { class: "steps" },
      change("−", `One ${good.name} less`, -1),
      make("span", { class: "quantity" }, String(quantity), make("span", { class: "unseen" }, " in the basket")),
      change("+", `One ${good.name} more`, 1),
    ),
    make("span", { class: "sum" }, money(good.price * quantity)),
  );
}

const sums = (total) =>
  make(
    "dl", { class: "sums" },
    make("div", {}, make("dt", {}, "By the slow post"), make("dd", {}, "free")),
    make("div", { class: "total" }, make("dt", {}, "Total"), make("dd", {}, money(total))),
  );

/** `looked`: the basket was opened, not merely changed. */
export function basket({ by, looked }) {
  const now = store.basket();
  if (looked) tell.cartViewed(now);
  if (!now.count) return { name: "Basket", children: nothing("Your basket is empty.", "Nothing weighs less.") };
  const children = [
    title("Your basket"),
    make("ul", { class: "lines" }, now.lines.map((each) => line(each, by))),
    sums(now.total),
    make("p", { class: "actions" }, link("Keep looking", "#/"), link("To the checkout", "#/checkout", "button")),
  ];
  return { name: "Basket", children: [make("div", { class: "narrow" }, children)] };
}

const field = (label, name, value, more = {}) =>
  make("label", { class: "field" }, label, make("input", { name, value, required: true, maxlength: "80", ...more }));

export function checkout({ ordered }) {
  const now = store.basket();
  if (!now.count) return basket({ by: () => undefined, looked: false });
  tell.checkoutStarted(now);
  const name = store.person()?.name ?? "Somebody";
  const form = make(
    "form", { class: "form" },
    make("p", { class: "note" }, "A demonstration: nothing is paid, nothing is posted, and this made-up address stays in your browser."),
    field("Name", "name", `${name} Example`, { autocomplete: "off" }),
    field("Street", "street", "7 Long Way", { autocomplete: "off" }),
    make("div", { class: "pair" },
      field("Postcode", "postcode", "00007", { autocomplete: "off" }),
      field("Town", "town", "Slowbury", { autocomplete: "off" })),
    sums(now.total),
    make("p", { class: "actions" },
      link("Back to the basket", "#/basket"),
      make("button", { type: "submit", class: "wide" }, `Order for ${money(now.total)}`)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ordered(Object.fromEntries(new FormData(form)), now.lines);
  });
  return { name: "Checkout", children: [make("div", { class: "narrow" }, title("Where shall it go?"), form)] };
}

const when = (at) => new Date(at).toLocaleString("en-IE", { dateStyle: "medium", timeStyle: "short" });

function orderCard({ id, at, goods, total, address }) {
  const listed = goods.map(({ sku, quantity }) => ({ good: goodOf(sku), quantity })).filter(({ good }) => good);
  return make(
    "li", { class: "order" },
    make("div", { class: "head" }, make("h2", {}, id), make("span", {}, when(at))),
    make("ul", { class: "thumbs" }, listed.map(({ good, quantity }) =>
      make("li", {}, picture(good.sku, `picture small ${good.tint}`), `${quantity} × ${good.name}`))),
    make("p", { class: "foot" }, make("span", {}, `To ${address.name}, ${address.town}`), make("b", {}, money(total))),
  );
}

export function done(id) {
  const made = store.orders().find((each) => each.id === id);
  if (!made) return orders();
  const children = [
    picture("parcel", "parcel"),
    title("Thank you. It is on its way."),
    make("p", { class: "lead" }, `Order ${made.id}: ${money(made.total)}, by the slow post. If push is on, a word of thanks comes after you.`),
    make("p", { class: "actions" }, link("All orders", "#/orders"), link("Back to the shelf", "#/", "button")),
  ];
  return { name: "Thank you", children: [make("div", { class: "narrow centred" }, children)] };
}

export function orders() {
  const made = store.orders();
  if (!made.length) return { name: "Orders", children: nothing("No orders yet.", "There is no hurry. There never is.") };
  const children = [title("Your orders"), make("ul", { class: "orders" }, made.map(orderCard))];
  return { name: "Orders", children: [make("div", { class: "narrow" }, children)] };
}
