/** The card with one button for push. */
import { find } from "./dom.js";
import { tell } from "./tell.js";

/** What the card says per push status, and what its button does; without a button there is nothing to do. */
const CARD = {
  ask: { text: "One message when something new arrives. Nothing else.", button: "Get notified", act: "enable" },
  allowed: { text: "You are on the list. We will knock softly.", button: "Turn off", act: "disable" },
  withdrawn: { text: "Notifications are off in this browser.", button: "Turn on again", act: "enable" },
  blocked: { text: "This browser blocks our notifications. The icon beside the address lets you change that." },
  unsupported: { text: "This browser cannot show notifications. The shelf below works all the same." },
};
/** Why not, where the shop can help. */
const HELP = {
  ios_tab: "On iPhone and iPad: share this page, add it to the Home Screen, and open it from there.",
  in_app: "This app's own browser cannot show notifications. Open the shop in Safari or Chrome.",
};
/** The states as the status line names them. */
export const NAMES = { ask: "not asked", allowed: "on", withdrawn: "off", blocked: "blocked", unsupported: "not possible here" };

let action = null;

function draw(status, why) {
  const { text, button, act } = CARD[status];
  action = act ?? null;
  find("#notify").dataset.state = status;
  find("#notify-text").textContent = HELP[why] ?? text;
  find("#notify-button").hidden = !button;
  find("#notify-button").disabled = false;
  if (button) find("#notify-button").textContent = button;
}

export function begin() {
  tell("on", "status", ({ status, why }) => { draw(status, why); });
  // A request that failed must not leave the button dead.
  tell("on", "error", () => {
    if (typeof window.waymark.push.status === "function") draw(window.waymark.push.status());
  });
  find("#notify-button").addEventListener("click", (event) => {
    event.currentTarget.disabled = true;
    // Within the click: a browser asks only for a person who has just asked to be asked.
    void window.waymark.push[action]().then((status) => { draw(status); });
  });
}
