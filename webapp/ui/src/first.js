// Before the first paint: light or dark as chosen, and what may become markup.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("waymark.scheme");
  } catch {
    // Storage may be closed; then the system decides.
  }
  var dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  // Mantine writes its style sheets by innerHTML; they never hold a tag, and nothing else may.
  if (window.trustedTypes) {
    window.trustedTypes.createPolicy("default", {
      createHTML: function (text) {
        return text.indexOf("<") < 0 ? text : null;
      },
    });
  }
})();
