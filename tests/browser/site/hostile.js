"use strict";
/** What a page may do to a script: each by its name in the query. Faults are gathered in `window.faults`. */
window.faults = [];
addEventListener("error", (event) => window.faults.push(`error: ${event.message}`));
addEventListener("unhandledrejection", (event) => window.faults.push(`rejected: ${event.reason}`));
for (const name of ["error", "warn"]) console[name] = (...said) => window.faults.push(`${name}: ${said.join(" ")}`);

const refuse = () => {
  throw new DOMException("blocked", "SecurityError");
};
const ATTACKS = {
  /** All site data blocked: every way to storage throws or rejects. */
  storage() {
    for (const name of ["localStorage", "sessionStorage", "indexedDB"]) Object.defineProperty(window, name, { get: refuse });
    navigator.locks.request = () => Promise.reject(new DOMException("blocked", "SecurityError"));
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException("blocked", "SecurityError"));
    ServiceWorkerContainer.prototype.getRegistration = () => Promise.reject(new DOMException("blocked", "SecurityError"));
  },
  /** As hardened realms do it. */
  frozen() {
    for (const it of [Object, Function, Array, Promise, Map, Set, String, RegExp, Error, Date, JSON, Element, Node, EventTarget]) {
      Object.freeze(it.prototype ?? it);
      Object.freeze(it);
    }
  },
  /** Not hostile: calls before the snippet is there. */
  early() {
    window.waymark = [["on", "inbox", (told) => (window.early = told.unread)], ["inbox.open"]];
  },
  /** A tag manager loads the snippet once more. */
  twice() {
    addEventListener("DOMContentLoaded", () => {
      const first = document.querySelector("script[data-write-key]");
      const policy = window.trustedTypes?.createPolicy("page", { createScriptURL: (same) => same });
      const second = document.createElement("script");
      second.dataset.writeKey = first.dataset.writeKey;
      second.dataset.serviceWorker = "sw.js";
      second.src = policy ? policy.createScriptURL(first.src) : first.src;
      second.onload = () => (window.second = true);
      document.head.append(second);
    });
  },
};
const attack = location.search.slice(1);
if (ATTACKS[attack]) ATTACKS[attack]();
