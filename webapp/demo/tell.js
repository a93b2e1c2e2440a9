/** What the shop tells Waymark, named as Segment's ecommerce specification names it (v2). */
import { CURRENCY } from "./goods.js";

window.waymark = window.waymark || [];

/** A call of the snippet, which may come before the snippet has loaded. */
export const tell = (...call) => window.waymark.push(call);

const product = ({ good, quantity }, position) => ({
  product_id: good.sku,
  sku: good.sku,
  name: good.name,
  category: good.category,
  price: good.price,
  quantity,
  ...(position !== undefined && { position: position + 1 }),
});

const products = (lines) => lines.map(product);

export const viewed = (good) => {
  tell("track", "Product Viewed", { ...product({ good, quantity: 1 }), currency: CURRENCY });
};

/** Something went into the basket, or out of it; `basket` as it is now. */
export function changed(good, by, basket) {
  const name = by > 0 ? "Product Added" : "Product Removed";
  const line = product({ good, quantity: Math.abs(by) });
  tell("track", name, { cart_id: basket.id, ...line, currency: CURRENCY });
  marked(basket);
}

/** A marker, so that journeys know whether the basket is still full. */
export const marked = (basket) => {
  tell("markers.set", { basket_items: basket.count });
};

export const cartViewed = ({ id, lines }) => {
  tell("track", "Cart Viewed", { cart_id: id, products: products(lines), currency: CURRENCY });
};

export const checkoutStarted = ({ id, lines, total }) => {
  tell("track", "Checkout Started", { checkout_id: id, value: total, currency: CURRENCY, products: products(lines) });
};

/** The address stays here: it is nobody's business but the postman's. */
export const ordered = ({ id, cart, total }, lines) => {
  const sums = { total, revenue: total, shipping: 0, tax: 0, currency: CURRENCY };
  tell("track", "Order Completed", { order_id: id, checkout_id: cart, ...sums, products: products(lines) });
};
