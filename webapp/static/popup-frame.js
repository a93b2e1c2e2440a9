/* Draws the popup that the console tells of, by the snippet's own code; nothing else comes in here. */
(() => {
  "use strict";
  const AGAIN = 700;
  const show = document.getElementById("popups").waymark;
  const page = document.documentElement;
  let told = null;

  /* Somebody is writing in the console's form: a preview takes no focus, also not as a dialog does. */
  HTMLElement.prototype.focus = () => undefined;
  HTMLDialogElement.prototype.showModal = function open() {
    this.setAttribute("open", "");
    page.setAttribute("data-veiled", "");
  };

  /* The popup follows the browser's scheme; here it follows what is to be seen. */
  function coloured(popup, dark) {
    for (const sheet of popup.shadowRoot.adoptedStyleSheets)
      for (const rule of sheet.cssRules)
        if (rule instanceof CSSMediaRule && rule.conditionText.includes("prefers-color-scheme"))
          rule.media.mediaText = dark ? "all" : "not all";
  }

  function draw() {
    for (const popup of document.querySelectorAll("waymark-popup")) popup.remove();
    const { content, dark, way } = told;
    page.removeAttribute("data-veiled");
    page.toggleAttribute("data-dark", dark);
    show({ content, host: location.origin, way, answered: () => setTimeout(draw, AGAIN) });
    const popup = document.querySelector("waymark-popup");
    coloured(popup, dark);
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== location.origin || source !== parent || typeof data?.content !== "object") return;
    told = data;
    draw();
  });
  parent.postMessage("ready", location.origin);
})();
