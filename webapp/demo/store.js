/** What the shop keeps in this browser, each person's apart: who is here, the basket, the orders. */
import { goodOf } from "./goods.js";

const GUEST = "guest";
const memory = new Map();

function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`shop.${name}`) ?? memory.get(name) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(`shop.${name}`, text);
  } catch {
    memory.set(name, text); // where storage is refused it lives as long as the page
  }
}

const key = () => person()?.user ?? GUEST;
const fresh = () => ({ id: crypto.randomUUID?.() ?? String(Date.now()), lines: {} });
const kept = () => read(`basket.${key()}`, null) ?? fresh();

/** `{user, name, face}` of who is logged in, or null. */
export const person = () => read("person", null);

/** `{id, lines: [{good, quantity}], count, total}`. */
export function basket() {
  const { id, lines } = kept();
  const listed = Object.entries(lines)
    .map(([sku, quantity]) => ({ good: goodOf(sku), quantity }))
    .filter(({ good }) => good);
  const sum = (of) => listed.reduce((total, line) => total + of(line), 0);
  return { id, lines: listed, count: sum((line) => line.quantity), total: sum((line) => line.quantity * line.good.price) };
}

/** Puts `by` more of a thing into the basket, or takes some out; with none left its line goes. */
export function change(sku, by) {
  const { id, lines } = kept();
  const quantity = Math.max(0, (lines[sku] ?? 0) + by);
  const { [sku]: _, ...others } = lines;
  write(`basket.${key()}`, { id, lines: quantity ? { ...lines, [sku]: quantity } : others });
}

/** Somebody logs in, or with null out; what a guest has chosen goes with who logs in. */
export function become(who) {
  const chosen = person() ? {} : kept().lines;
  write("person", who);
  if (!who) return;
  for (const [sku, quantity] of Object.entries(chosen)) change(sku, quantity);
  write(`basket.${GUEST}`, fresh());
}

/** The orders, the last first. */
export const orders = () => read(`orders.${key()}`, []);

/** Makes an order of the basket, which is empty then. */
export function order(address) {
  const { id, lines, total } = basket();
  const goods = lines.map(({ good, quantity }) => ({ sku: good.sku, quantity }));
  const made = { id: `FS-${Date.now().toString(36).toUpperCase()}`, cart: id, at: Date.now(), goods, total, address };
  write(`orders.${key()}`, [made, ...orders()].slice(0, 20));
  write(`basket.${key()}`, fresh());
  return made;
}
