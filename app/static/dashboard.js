// What the dashboard does by itself: minutes go on, a chime tells of who joined, links open what
// they name.

import "./live.js";
import "./tabs.js";
import "./rows.js";
import "./title.js";
import "./taps.js";
import "./panel.js";
import "./switches.js";
import "./chime.js";

const page = document.getElementById("page");

// The owner's clock may be wrong, the server's is what all times on the page come from.
const ahead = Date.now() - page.dataset.now * 1000;

const ages = page.dataset.age?.split("|");
const minutes = (time) => (Date.now() - ahead - Date.parse(time.dateTime)) / 60000;
function age(time) {
  const all = Math.floor(minutes(time));
  const m = all % 60;
  const h = (all - m) / 60;
  const pattern = ages[all < 1 ? 0 : h < 1 ? 1 : m < 1 ? 2 : 3];
  return pattern.replace("{h}", h).replace("{m}", m);
}

function count() {
  for (const time of document.querySelectorAll("time[data-since]")) {
    const text = age(time);
    if (time.textContent !== text) time.textContent = text;
  }
  for (const bar of document.querySelectorAll("progress[data-waits]")) {
    const waits = minutes(bar.parentElement.querySelector("time"));
    bar.value = Math.floor(waits);
    bar.parentElement.classList.toggle("over", waits > bar.max);
  }
}

// Who was added by the owner needs no chime.
const scans = () => Number(document.getElementById("figures")?.dataset.scans ?? 0);
let heard = scans();
function listen() {
  if (scans() > heard) document.dispatchEvent(new Event("chime"));
  heard = scans();
}

document.addEventListener("htmx:after:swap", () => {
  count();
  listen();
});
setInterval(count, 5000);
document.addEventListener("visibilitychange", count);
count();

// WebKit keeps to the rules for the width that the page had, where there are containers, until letters change.
let width = innerWidth;
addEventListener("resize", () => {
  if (width === innerWidth || !/Apple/.test(navigator.vendor)) return;
  width = innerWidth;
  for (const size of ["101%", ""]) {
    document.documentElement.style.fontSize = size;
    page.offsetHeight;
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-opens]");
  const details = link && document.getElementById(link.dataset.opens);
  if (!details) return;
  event.preventDefault();
  details.open = true;
  details.querySelector("input:not([type=hidden])").focus();
});

// What was found, and what was asked for of earlier today, grow old with every change; then they are
// looked for again.
const asked = {
  search: () => document.getElementById("sought")?.value.trim(),
  past: () => document.getElementById("earlier")?.hidden === false,
};
const due = {};
document.addEventListener("htmx:after:swap", (event) => {
  const source = event.detail.ctx?.sourceElement?.id;
  if (source in asked) return;
  for (const name in asked) {
    if (due[name] || !asked[name]()) continue;
    due[name] = setTimeout(() => {
      due[name] = 0;
      htmx.trigger(document.getElementById(name), "again");
    }, 500);
  }
});

// The keys of whoever works at a keyboard. They can be switched off, since a voice that types
// letters would press them (WCAG 2.2, 2.1.4).

const help = document.getElementById("keys");
const sought = document.getElementById("sought");
const toggle = help.querySelector(".switch");
const seen = (element) => element?.checkVisibility?.() ?? element?.getClientRects().length > 0;
const rows = () => [...document.querySelectorAll("main tr[data-state]")].filter(seen);

// Their switch is remembered by switches.js, which has heard the click before.
const on = () => toggle.getAttribute("aria-pressed") === "true";
const show = () => (toggle.textContent = toggle.dataset[on() ? "on" : "off"]);
toggle.addEventListener("click", show);
show();

function step(by) {
  const [all, from] = [rows(), document.activeElement];
  const here = all.indexOf(from.closest("tr"));
  // From outside of the rows: to the first below, which is that of what was found, or to the last of all.
  const below = (row) => from.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
  const next = by > 0 ? (all.find(below) ?? all[0]) : all[all.length - 1];
  (here < 0 ? next : all[here + by])?.focus();
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
const printer = document.querySelector("button.print");
printer.hidden = false;
printer.addEventListener("click", () => window.print());

sought.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !sought.value) return;
  sought.value = "";
  htmx.trigger(sought.form, "again");
});

// The focus never falls to the page as a whole: when a row goes, the one in its place has it; when a
// menu or a form closes, what opened it. Escape leaves whatever has opened.

const ROWS = "#up > tr, #line > tr";
const OPENED = ".menu[open], #walk-in[open], .tv[open]";
const inLine = () => [...document.querySelectorAll(ROWS)].filter(seen);

let last = null;
document.addEventListener("focusin", ({ target }) => {
  if (target.closest("dialog")) return;
  const row = target.closest("tr");
  last = {
    target,
    id: target.id,
    at: row ? inLine().indexOf(row) : -1,
    holds: target.closest("details[id]")?.id,
  };
});

// Where it goes when what had it is gone, or is no longer to be seen.
function heir() {
  const { target, id, at, holds } = last;
  if (target.isConnected && seen(target)) return target;
  const again = id && document.getElementById(id);
  if (again && seen(again)) return again;
  const opener = holds && document.querySelector(`#${holds} > summary`);
  if (opener) return opener;
  const here = inLine();
  if (at >= 0 && here.length) return here[Math.min(at, here.length - 1)];
  return document.querySelector("#next .call") ?? here[0] ?? document.querySelector("#walk-in > summary");
}
function keep() {
  const has = document.activeElement;
  if ((has !== document.body && seen(has)) || !last || document.querySelector("dialog[open]")) return;
  heir()?.focus({ preventScroll: true });
}

document.addEventListener("htmx:after:swap", () => {
  // Who was just added is in the line: the letters that follow are keys again.
  const added = document.querySelector("#flash[data-row]");
  const row = added && document.getElementById(added.dataset.row);
  if (row && last?.holds === "walk-in" && !document.querySelector("#walk-in[open]")) {
    added.removeAttribute("data-row");
    return row.focus();
  }
  keep();
});

// A dialog gives it back to what opened it, if that is there still.
document.addEventListener("close", keep, true);

// Whatever opens gives its first field the focus, or the one that is to be mended, and only one is open at a time.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.open || !target.matches?.(OPENED)) return;
    for (const other of document.querySelectorAll(".menu[open]"))
      if (!other.contains(target)) other.open = false;
    if (!target.matches("#walk-in, #announcing")) return;
    (target.querySelector("[autofocus]") ?? target.querySelector("input:not([type=hidden])")).focus();
  },
  true,
);
function shut(details) {
  const within = details.contains(document.activeElement);
  details.open = false;
  if (within || document.activeElement === document.body) details.querySelector("summary").focus();
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const opened = event.target.closest(OPENED) ?? [...document.querySelectorAll(OPENED)].pop();
  if (!opened) return;
  event.preventDefault();
  shut(opened);
});
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll(".menu[open]"))
    if (!menu.contains(target) || target.closest(".menu-items button")) menu.open = false;
});

// Whoever has chosen a queue goes on from there.
const chosen = document.querySelector(".card[data-chosen]");
const lanes = document.getElementById("queues");
function measure() {
  document.documentElement.style.setProperty("--lanes", `${lanes.offsetHeight}px`);
}
if (window.ResizeObserver) new ResizeObserver(measure).observe(lanes);
else measure();
lanes.scrollLeft = chosen.offsetLeft - (lanes.clientWidth - chosen.offsetWidth) / 2;
if (/\/queues\//.test(location.pathname) && document.activeElement === document.body) {
  const row = document.getElementById(location.hash.slice(1))?.closest("tr");
  (row || chosen.querySelector("a")).focus({ preventScroll: !row });
}
