// A tap counts once, and what came of it is said until the next one.

const stream = document.querySelector("[data-stream]");

function fail() {
  remember();
  const place = document.getElementById("flash");
  const said = place.querySelector("p");
  // What can be undone still can be.
  said.dataset.was ??= place.querySelector("button") ? said.textContent : "";
  said.textContent = `${place.dataset.failed}\n${said.dataset.was}`;
  place.classList.add("failed");
  place.hidden = false;
}

let timer = 0;
// What can be undone can be until the next tap; the rest has been read after a while.
function putAway() {
  clearTimeout(timer);
  const place = document.getElementById("flash");
  const stays = place?.querySelector("button");
  if (!place || place.hidden || (stays && !place.classList.contains("failed"))) return;
  timer = setTimeout(() => {
    if (place.matches(":hover, :focus-within")) return putAway();
    remember();
    place.hidden = !stays;
    place.classList.remove("failed");
    const said = place.querySelector("p");
    said.textContent = said.dataset.was ?? said.textContent;
    delete said.dataset.was;
  }, 8000);
}

for (const name of ["htmx:error", "htmx:response:error"])
  document.addEventListener(name, (event) => {
    const source = event.detail.ctx?.sourceElement;
    // The stream, a look for what it missed, and what renews the panel are nobody's taps; the panel says itself what is wrong in it.
    if (source?.matches?.("[data-of]")) return;
    if (event.detail.ctx?.unsaved) return;
    if ([409, 422].includes(event.detail.ctx?.response?.status) && source?.closest("#panel")) return;
    if (document.getElementById("flash") && source !== stream && source !== document.body) fail();
  });
document.addEventListener("htmx:error", putAway);
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx?.sourceElement !== stream) putAway();
});

// What can be done is a button of the form `act`, wherever it stands.
const ACTS = "button[form=act]";
const path = (button) => button.getAttribute("formaction").split("?")[0];
// What somebody saw is no other deed: how many were ahead.
const what = (button) => button.getAttribute("formaction").replace(/\bahead=\d+/, "") + button.value;
// A bar that stays when the page scrolls.
const isFixed = (it) => it && (/fixed|sticky/.test(getComputedStyle(it).position) || isFixed(it.parentElement));

// The page may change while a finger is on its way, by another device or by what is said of a tap: that means what stood there before.
// A key means what its button was.
const GLANCE_MS = 300;
const PRESS_MS = 1000; // as long as a finger may stay down
let changes = []; // what stood where on the screen before each of the last ones
let byItself = 0; // so far the browser has scrolled, so that what is read stays in its place
let unseen = null; // since a change: how far was scrolled before, and whether it has been shown
function look() {
  if (!unseen?.shown) return;
  byItself += scrollY - unseen.was;
  unseen = null;
}
function remember() {
  look();
  const at = performance.now();
  // Of changes that are shown together, what stood before the first is what was seen.
  if (unseen) changes.at(-1).at = at;
  changes = changes.filter((change) => at - change.at < GLANCE_MS + PRESS_MS);
  if (unseen) return;
  const acts = [...document.querySelectorAll(ACTS)].map((act) => [act, what(act), act.getBoundingClientRect()]);
  unseen = { was: scrollY, shown: false };
  changes.push({ at, acts, top: unseen.was - byItself });
  requestAnimationFrame(() => {
    unseen.shown = true;
    setTimeout(look);
  });
}
document.addEventListener("htmx:before:swap", remember);

let downAt = 0; // 0 if no finger is
for (const name of ["pointerdown", "pointercancel"])
  document.addEventListener(name, ({ type, timeStamp }) => (downAt = type === "pointerdown" ? timeStamp : 0), true);

function isOther(button, { clientX: x, clientY, detail }, from) {
  look();
  const fixed = isFixed(button);
  return changes.some(({ at, acts, top }) => {
    const y = fixed ? clientY : clientY + scrollY - byItself - top; // as if nobody had scrolled
    const meant = detail
      ? ([, , box]) => x > box.left && x < box.right && y > box.top && y < box.bottom
      : ([act]) => act === button;
    const stood = at > from ? acts.filter(meant) : [];
    return stood.length > 0 && !stood.some(([, did]) => did === what(button));
  });
}

// A button may be gone before the second tap of a double tap arrives, and another in its place.
const lastPress = { at: 0, x: 0, y: 0, of: "" };
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.(ACTS);
    // A key has no finger; one that went down elsewhere may have come up without a click.
    const from = ((event.detail && downAt) || event.timeStamp) - GLANCE_MS;
    downAt = 0;
    if (!button) return;
    const { clientX: x, clientY: y, timeStamp: at } = event;
    const of = path(button);
    // The keyboard's clicks have no place; they are the same if they are about the same.
    const same = event.detail === 0 ? of === lastPress.of : Math.hypot(x - lastPress.x, y - lastPress.y) < 24;
    const again = same && at - lastPress.at < 500;
    if (!again && !isOther(button, event, from)) return Object.assign(lastPress, { at, x, y, of });
    event.preventDefault();
    event.stopImmediatePropagation();
    if (again) return;
    // It is said where the line is.
    document.getElementById("panel").close?.();
    fail();
    putAway();
  },
  true,
);
