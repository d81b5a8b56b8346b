// The focus never falls to the page as a whole: when a row goes, the one in its place has it; when a
// menu or a form closes, what opened it. Escape leaves whatever has opened.

const ROWS = "#up > tr, #line > tr";
const OPENED = ".menu[open], #walk-in[open], .tv[open]";
const seen = (element) => element?.getClientRects().length > 0;
const rows = () => [...document.querySelectorAll(ROWS)].filter(seen);

let last = null;
document.addEventListener("focusin", ({ target }) => {
  const row = target.closest("tr");
  last = {
    target,
    id: target.id,
    at: row ? rows().indexOf(row) : -1,
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
  const here = rows();
  if (at >= 0 && here.length) return here[Math.min(at, here.length - 1)];
  return document.querySelector("#next .call") ?? here[0] ?? document.querySelector("#walk-in > summary");
}
function keep() {
  if (document.activeElement !== document.body || !last || document.querySelector("dialog[open]")) return;
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

// Whatever opens gives its first field the focus, and only one is open at a time.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.open || !target.matches?.(OPENED)) return;
    for (const other of document.querySelectorAll(".menu[open]"))
      if (!other.contains(target)) other.open = false;
    if (target.matches("#walk-in, #announcing")) target.querySelector("input:not([type=hidden])").focus();
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
new ResizeObserver(() => {
  document.documentElement.style.setProperty("--lanes", `${lanes.offsetHeight}px`);
}).observe(lanes);
lanes.scrollLeft = chosen.offsetLeft - (lanes.clientWidth - chosen.offsetWidth) / 2;
if (/\/queues\//.test(location.pathname) && document.activeElement === document.body) {
  const row = document.getElementById(location.hash.slice(1))?.closest("tr");
  (row || chosen.querySelector("a")).focus({ preventScroll: !row });
}
