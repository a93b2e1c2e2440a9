"use strict";
/** The demo shop: tells Waymark what happens, asks for push in one click, shows what was heard. */

window.waymark = window.waymark || [];

const find = (css) => document.querySelector(css);
/** A call of the snippet that may come before the snippet has loaded. */
const tell = (...call) => window.waymark.push(call);

/** What the card says per push status, and what its button does; without a button there is nothing to do. */
const CARD = {
  ask: { text: "One message when something new arrives. Nothing else.", button: "Get notified", act: "enable" },
  allowed: { text: "You are on the list. We will knock softly.", button: "Turn off", act: "disable" },
  withdrawn: { text: "Notifications are off in this browser.", button: "Turn on again", act: "enable" },
  blocked: { text: "This browser blocks our notifications. The icon beside the address lets you change that." },
  unsupported: { text: "This browser cannot show notifications. The shelf below works all the same." },
};
/** The states as the status line names them. */
const NAMES = { ask: "not asked", allowed: "on", withdrawn: "off", blocked: "blocked", unsupported: "not possible here" };
const MOST_HEARD = 30;

let action = null;

function draw(status) {
  const { text, button, act } = CARD[status];
  action = act ?? null;
  find("#notify").dataset.state = find("#dot").dataset.state = status;
  find("#notify-text").textContent = text;
  find("#notify-button").hidden = !button;
  find("#notify-button").disabled = false;
  if (button) find("#notify-button").textContent = button;
  find("#status").textContent = NAMES[status];
}

function hear(what) {
  const line = document.createElement("li");
  const time = document.createElement("time");
  time.textContent = new Date().toLocaleTimeString();
  line.append(time, ` ${what}`);
  find("#heard .none")?.remove();
  find("#heard").prepend(line);
  while (find("#heard").children.length > MOST_HEARD) find("#heard").lastChild.remove();
}

/** The line that lets a terminal speak as this browser: with the public key, which can only add. */
function knock() {
  const kept = JSON.parse(localStorage.getItem("waymark.identity") ?? "{}");
  if (typeof kept.anonymousId !== "string") return;
  const key = find("script[data-write-key]").dataset.writeKey;
  const body = JSON.stringify({ event: "Knocked", anonymousId: kept.anonymousId, properties: { from: "a terminal" } });
  find("#knock").textContent = `curl -u ${key}: ${location.origin}/v1/track -d '${body}'`;
}

let sent = 0;
let inBasket = 0;

tell("on", "status", ({ status }) => draw(status));
tell("on", "queued", ({ event, type }) => hear(event ?? type));
tell("on", "sent", ({ count }) => {
  sent += count;
  find("#sent").textContent = sent;
  knock();
});
tell("on", "error", ({ code }) => {
  hear(`could not: ${code}`);
  // A request that failed must not leave the button dead.
  if (typeof window.waymark.push.status === "function") draw(window.waymark.push.status());
});
tell("page", "Shop");

find("#notify-button").addEventListener("click", (event) => {
  event.currentTarget.disabled = true;
  // Within the click: a browser asks only for a person who has just asked to be asked.
  void window.waymark.push[action]().then(draw);
});

for (const item of document.querySelectorAll(".item")) {
  item.querySelector("button").addEventListener("click", (event) => {
    const { sku, price } = item.dataset;
    tell("track", "Product Added", { sku, name: item.querySelector("h3").textContent, price: Number(price), currency: "EUR" });
    find("#count").textContent = ++inBasket;
    const button = event.currentTarget;
    button.textContent = "Added";
    setTimeout(() => (button.textContent = "Add"), 1500);
  });
}
