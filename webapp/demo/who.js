/** Log in as one of three people: the shop's server signs who it is, the page names her to Waymark. */
import { find, make, picture } from "./dom.js";
import * as store from "./store.js";
import { marked, tell } from "./tell.js";

let changed = () => undefined;

/** Shows who is here, and where the server lets people log in, the way to do so. */
export async function begin(whenChanged) {
  changed = whenChanged;
  draw();
  find("#person").addEventListener("click", () => { find("#who").showModal(); });
  find("#who-close").addEventListener("click", () => { find("#who").close(); });
  find("#log-out").addEventListener("click", logOut);
  const guests = await listed();
  find("#person").hidden = !guests.length;
  find("#guests").replaceChildren(...guests.map(card));
  draw();
}

async function listed() {
  try {
    const answer = await fetch("/demo/log-in", { credentials: "omit" });
    return answer.ok ? (await answer.json()).guests : [];
  } catch {
    return [];
  }
}

const card = ({ user, name, face, says }) =>
  make(
    "li", {},
    make("button", { type: "button", class: "guest", "data-user": user, onclick: () => void logIn(user, face) },
      picture(face, "face"), make("b", {}, name), make("span", {}, says)),
  );

async function logIn(user, face) {
  find("#who-told").textContent = "";
  try {
    const answer = await fetch("/demo/log-in", {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const { traits, token } = await answer.json();
    store.become({ user, name: traits.name, face });
    tell("identify", user, traits, { token });
    marked(store.basket());
    ended();
  } catch {
    find("#who-told").textContent = "The shop does not answer. Try again in a moment.";
  }
}

function logOut() {
  store.become(null);
  tell("reset");
  ended();
}

function ended() {
  find("#who").close();
  draw();
  changed();
}

function draw() {
  const here = store.person();
  const name = here ? here.name : "Log in";
  find("#person").replaceChildren(picture(here?.face ?? "stranger", "face"), make("span", { class: "label" }, name));
  find("#person").setAttribute("aria-label", here ? `${here.name}: change person or log out` : "Log in");
  find("#log-out").hidden = !here;
  for (const guest of document.querySelectorAll(".guest")) {
    if (guest.dataset.user === here?.user) guest.setAttribute("aria-current", "true");
    else guest.removeAttribute("aria-current");
  }
}
