// The code behind the # goes to the server in a POST's body, never in an address.
const gate = document.querySelector("form[data-open]");
const code = location.hash.slice(1);
if (gate && code) {
  gate.querySelector(".wait").hidden = false;
  gate.querySelector(".paste").hidden = true;
  gate.elements.token.value = code;
  gate.submit();
}
const page = document.querySelector("form[data-token]");
// So that loading the page again opens it again, instead of sending the form a second time.
if (page) history.replaceState(null, "", `/p/#${page.dataset.token}`);
const wrong = document.querySelector("[aria-invalid], [aria-describedby='no-day']");
if (wrong) wrong.focus();
else document.querySelector("[data-focus]")?.focus({ preventScroll: true });
