// The keys of whoever works at a keyboard. They can be switched off, since a voice that types
// letters would press them (WCAG 2.2, 2.1.4).

const help = document.getElementById("keys");
const sought = document.getElementById("sought");
const toggle = help.querySelector(".switch");
const rows = () =>
  [...document.querySelectorAll("main tr[data-state]")].filter((row) => row.getClientRects().length);

// Their switch is remembered by switches.js, which has heard the click before.
const on = () => toggle.getAttribute("aria-pressed") === "true";
const show = () => (toggle.textContent = on() ? toggle.dataset.on : toggle.dataset.off);
toggle.addEventListener("click", show);
show();

function step(by) {
  const all = rows();
  const here = all.indexOf(document.activeElement?.closest("tr"));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
  all[next]?.focus();
}
const keys = {
  n: () => document.querySelector("#next .call")?.click(),
  "/": () => sought.focus(),
  w: () => {
    const form = document.getElementById("walk-in");
    form.open = true;
    form.querySelector("input[name=name]").focus();
  },
  u: () => document.querySelector("#flash:not([hidden]) .undo")?.click(),
  "?": () => help.showModal?.(),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
};
document.addEventListener("keydown", (event) => {
  if (!on() && event.key !== "?") return;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest("input, select, textarea");
  // Out of the field downwards, into what was found.
  if (typing && !(event.target === sought && event.key === "ArrowDown")) return;
  if (event.key === "Enter" && event.target.matches("tr")) event.target.querySelector("a[data-panel]").click();
  else if (keys[event.key]) keys[event.key]();
  else return;
  event.preventDefault();
});
const opener = document.querySelector("button.keys");
opener.hidden = !help.showModal;
opener.addEventListener("click", () => help.showModal());
const print = document.querySelector("button.print");
print.hidden = false;
print.addEventListener("click", () => window.print());

sought.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !sought.value) return;
  sought.value = "";
  htmx.trigger(sought.form, "again");
});
