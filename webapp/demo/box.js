/** The box at the foot: what Waymark hears of this browser, and where its journeys have the person. */
import { find, make } from "./dom.js";
import { NAMES } from "./notify.js";
import { tell } from "./tell.js";
import { tokenOf } from "./token.js";

const MOST_HEARD = 40;
const PAUSE = 2000;
/** Something has just been told: its journeys move in a moment. */
const SOON = 400;

let sent = 0;
let timer;
let asking = false;

/** Begins to listen. Calls made before the snippet has loaded hear the first event, too. */
export function begin() {
  tell("on", "status", ({ status }) => {
    find("#dot").dataset.state = status;
    find("#status").textContent = NAMES[status];
    again(SOON);
  });
  tell("on", "queued", ({ event, type }) => { hear(event ?? type); });
  tell("on", "popup", ({ popup, state }) => {
    hear(`popup ${popup}: ${state}`);
    again(SOON);
  });
  tell("on", "sent", ({ count }) => {
    find("#sent").textContent = sent += count;
    knock();
    again(SOON);
  });
  tell("on", "error", ({ code }) => { hear(`could not: ${code}`); });
  find("#box").addEventListener("toggle", () => { again(0); });
  document.addEventListener("visibilitychange", () => { again(0); });
}

function hear(what) {
  const time = make("time", {}, new Date().toLocaleTimeString());
  find("#heard .none")?.remove();
  find("#heard").prepend(make("li", {}, time, ` ${what}`));
  while (find("#heard").children.length > MOST_HEARD) find("#heard").lastChild.remove();
}

/** The line that lets a terminal speak as this browser: with the public key, which can only add. */
function knock() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem("waymark.identity") ?? "{}");
  } catch {
    return; // where storage is refused, nobody else can speak for this page
  }
  if (typeof kept.anonymousId !== "string") return;
  const key = find("script[data-write-key]").dataset.writeKey;
  const body = JSON.stringify({ event: "Knocked", anonymousId: kept.anonymousId, properties: { from: "a terminal" } });
  find("#knock").textContent = `curl -u ${key}: ${location.origin}/v1/track -d '${body}'`;
}

const watched = () => find("#box").open && document.visibilityState === "visible";

function again(pause) {
  clearTimeout(timer);
  if (watched()) timer = setTimeout(() => void look(), pause);
}

async function look() {
  if (asking) return;
  asking = true;
  try {
    const token = await tokenOf();
    if (token) draw(await moves(token));
  } catch {
    draw(null);
  } finally {
    asking = false;
    again(PAUSE);
  }
}

async function moves(token) {
  const answer = await fetch("/demo/moves", { credentials: "omit", headers: { Authorization: `Bearer ${token}` } });
  // The token ends when the browser changes hands; the next report brings another.
  return answer.ok ? (await answer.json()).runs : null;
}

let drawn = "";

function draw(runs) {
  const text = JSON.stringify(runs) + Math.floor(Date.now() / 1000);
  if (text === drawn) return;
  drawn = text;
  const empty = make("li", { class: "none" }, runs ? "No journey has begun yet." : "Nothing to be seen here now.");
  find("#moves").replaceChildren(...(runs?.length ? runs.map(card) : [empty]));
}

const STATES = { active: "under way", ended: "over", quarantined: "set aside" };

const card = ({ journey, state, steps }) =>
  make("li", { class: "run", "data-state": state },
    make("p", { class: "name" }, make("b", {}, journey), make("span", { class: "chip" }, STATES[state] ?? state)),
    make("ol", {}, steps.map((step) =>
      make("li", { "data-what": step.what }, make("time", {}, new Date(step.at).toLocaleTimeString()), ` ${words(step)}`))));

const ANSWERS = { subscribe: "yes", later: "not now", dismissed: "closed it" };
const REASONS = {
  no_device: "no device allows push", cap: "enough for now, says the cap", push_off: "push is off here", opted_out: "you turned pushes off",
  muted: "you muted its source", do_not_disturb: "you asked not to be disturbed", timetable: "outside your hours", quiet_hours: "quiet hours",
  category: "you did not choose its category", back_off: "you said not now a short while ago",
  finished: "reached its end", exited: "left early: there is nothing left to do", goal: "reached its goal", merged: "merged with you, logged in",
  too_late: "it was too late",
};
const because = (reason) => REASONS[reason] ?? String(reason ?? "").replaceAll("_", " ");

const WORDS = {
  entered: () => "entered",
  popup: ({ popup, state, answer }) =>
    state === "answered" ? `popup ${popup}: ${ANSWERS[answer] ?? answer}` : `popup ${popup} ${state === "open" ? "offered" : state}`,
  popup_held_back: ({ popup, reason }) => `popup ${popup} not offered: ${because(reason)}`,
  push: ({ push, state, reason, sends }) => {
    if (state === "suppressed") return `push ${push} held back: ${because(reason)}`;
    return `push ${push}: ${sends.map(sendWords).join(", ") || "on its way"}`;
  },
  waiting: ({ title, about, until }) => `now at “${title}”${about ? ` (${about})` : ""}${until ? `, until ${untilWords(until)}` : ""}`,
  ended: ({ reason }) => because(reason),
};

const words = (step) => WORDS[step.what]?.(step) ?? step.what;

function sendWords({ state, reason, displayed, clicked }) {
  if (clicked) return "clicked";
  if (displayed) return "shown";
  return state === "accepted" ? "sent" : `${because(state)}${reason ? ` (${because(reason)})` : ""}`;
}

function untilWords(until) {
  const left = Math.max(0, Math.round((until - Date.now()) / 1000));
  const clock = new Date(until).toLocaleTimeString();
  return left < 3600 ? `${clock} (${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")})` : new Date(until).toLocaleString();
}
