"use strict";
window.waymark = window.waymark || [];
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
waymark.push(["on", "status", (told) => {
  document.querySelector("#status").textContent = told.status + (told.subscribed ? " subscribed" : "");
}]);
waymark.push(["track", "Viewed", { sku: "a1" }]);
addEventListener("DOMContentLoaded", () => {
  document.querySelector("#enable").addEventListener("click", () => waymark.push.enable());
  document.querySelector("#disable").addEventListener("click", () => waymark.push.disable());
});
