// The code behind the # goes to the server in a POST's body, never in an address.
const gate = document.querySelector("form[data-open]");
const page = document.querySelector("form[data-token]");

/** Opens the preferences that this code stands for. A form, for a page that was posted cannot be loaded again without a question. */
function open(code) {
  const form = document.createElement("form");
  const token = document.createElement("input");
  Object.assign(form, { method: "post", action: "/p/", hidden: true });
  Object.assign(token, { name: "token", value: code });
  form.append(token);
  document.body.append(form);
  form.submit();
}

if (gate && location.hash.length > 1) {
  gate.querySelector(".wait").hidden = false;
  gate.querySelector(".paste").hidden = true;
  open(location.hash.slice(1));
}
// A link that is opened where this page stands already changes what follows the #, no more.
addEventListener("hashchange", () => { open(location.hash.slice(1)); });
// So that loading the page again opens it again, instead of sending the form a second time.
if (page) history.replaceState(null, "", `/p/#${page.dataset.token}`);
const wrong = document.querySelector("[aria-invalid], [aria-describedby='no-day']");
if (wrong) wrong.focus();
else document.querySelector("[data-focus]")?.focus({ preventScroll: true });
