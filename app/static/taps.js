// A tap counts once, and what came of it is said until the next one.

const stream = document.querySelector("[data-stream]");

function fail() {
  const place = document.getElementById("flash");
  place.querySelector("p").textContent = place.dataset.failed;
  place.classList.add("failed");
  place.querySelector("button")?.remove();
  place.hidden = false;
}

let timer = 0;
// What can be undone can be until the next tap; the rest has been read after a while.
function putAway() {
  clearTimeout(timer);
  const place = document.getElementById("flash");
  if (!place || place.hidden || place.querySelector("button")) return;
  const stays = () => place.matches(":hover, :focus-within");
  timer = setTimeout(() => (stays() ? putAway() : (place.hidden = true)), 8000);
}

for (const name of ["htmx:error", "htmx:response:error"])
  document.addEventListener(name, (event) => {
    const source = event.detail.ctx?.sourceElement;
    // The stream, and a look for what it missed, are nobody's taps; the panel says itself what is wrong in it.
    if ([409, 422].includes(event.detail.ctx?.response?.status) && source?.closest("#panel")) return;
    if (document.getElementById("flash") && source !== stream && source !== document.body) fail();
  });
document.addEventListener("htmx:error", putAway);
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx?.sourceElement !== stream) putAway();
});

const ACTS = "button[form=act]";
const path = (button) => button.formAction.split("?")[0];
const what = (button) => path(button) + button.value;

// Another device may change the line while a finger is on its way: that means what stood there before. The panel and
// what undoes stand before the line.
const GLANCE_MS = 300;
let changes = []; // what stood where before each of the last ones
document.addEventListener("htmx:before:swap", ({ timeStamp: at }) => {
  changes = changes.filter((change) => at - change.at < GLANCE_MS);
  const acts = [...document.querySelectorAll(`tr ${ACTS}`)];
  changes.push({ at, acts: acts.map((act) => [what(act), act.getBoundingClientRect()]) });
});
const isOther = (button, { clientX: x, clientY: y, timeStamp }) => {
  const stood = ([of, { left, right, top, bottom }]) =>
    of !== what(button) && x > left && x < right && y > top && y < bottom;
  return button.closest("tr") && changes.some(({ at, acts }) => timeStamp - at < GLANCE_MS && acts.some(stood));
};

// A button may be gone before the second tap of a double tap arrives, and another in its place.
const lastPress = { at: 0, x: 0, y: 0, of: "" };
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.(ACTS);
    if (!button) return;
    const { clientX: x, clientY: y, timeStamp: at } = event;
    const of = path(button);
    // The keyboard's clicks have no place; they are the same if they are about the same.
    const byKey = event.detail === 0;
    const same = byKey ? of === lastPress.of : Math.hypot(x - lastPress.x, y - lastPress.y) < 24;
    const again = same && at - lastPress.at < 500;
    if (again || (!byKey && isOther(button, event))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (again) return;
      fail();
      putAway();
    } else Object.assign(lastPress, { at, x, y, of });
  },
  true,
);

// Everything that can be done with one customer opens beside the line, where no refresh closes it.

const panel = document.getElementById("panel");

let opening = false;
function wire() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opening = true;
    told = tells(link.closest("tr").id.replace(/^\w+-/, ""));
    htmx.ajax("GET", link.href, { target: "#panel", swap: "innerHTML" });
  });
  panel.addEventListener("htmx:after:settle", () => {
    // What is new may come when it has been closed.
    if (opening && !panel.open) panel.showModal();
    opening = false;
    renew();
  });
  panel.addEventListener("click", (event) => {
    // Outside of the panel's content is its backdrop.
    if (event.target === panel || event.target.closest("button[form=act], .back")) panel.close();
  });
  // A form of the panel that went well takes the panel away.
  document.addEventListener("done", () => panel.close());
  document.addEventListener("htmx:after:swap", renew);
}

// What the page tells of somebody, wherever they stand on it; who is in another queue is on its paper.
let told = "";
function tells(id, ticket) {
  const ids = [`customer-${id}`, `found-${id}`, `past-${id}`, `on-${ticket}`];
  const row = ids.map((each) => document.getElementById(each)).find(Boolean);
  const facts = row?.querySelector(".who") ?? row;
  const ahead = [...document.querySelectorAll("#line > [data-state=waiting]")].indexOf(row);
  return [row?.dataset.state, ahead, facts?.textContent].join();
}

// While it is open, somebody else may change that customer: then it shows what is new, and what
// is being typed stays.
let renewing = false;
async function renew() {
  const about = panel.open && !renewing && panel.querySelector("[data-of]");
  if (!about) return;
  const { of: id, ticket, again } = about.dataset;
  const now = tells(id, ticket);
  if (now === told) return;
  told = now;
  // What was there before somebody typed goes with it: so they learn that both have changed it.
  for (const was of panel.querySelectorAll("[name^=was_]")) {
    const field = was.form.elements[was.name.slice(4)];
    const typed = field === document.activeElement || field.value !== was.value;
    for (const one of [was, field]) one.toggleAttribute("hx-morph-skip", typed);
  }
  // htmx would give the focus to what has it when the panel opens.
  const focused = document.activeElement;
  renewing = true;
  try {
    await htmx.ajax("GET", again, { target: "#panel", swap: "innerMorph" });
  } finally {
    renewing = false;
  }
  (focused.isConnected ? focused : panel.querySelector(".back"))?.focus();
  renew();
}

// Without dialogs the link leads to a page with the same.
if (panel?.showModal) wire();
