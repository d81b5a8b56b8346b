// What a board on a wall needs: a change is seen and, if switched on, heard from across the room.

const FRESH_MS = 20000; // how long a lane stays amber after a call
const seen = new Map();
const freshUntil = new Map();
const full = document.querySelector("[data-full]");

function look(first) {
  const news = [];
  for (const lane of document.querySelectorAll(".lane")) {
    const called = lane.dataset.called;
    if (!first && called && seen.get(lane.id) !== called) {
      freshUntil.set(lane.id, Date.now() + FRESH_MS);
      news.push(lane.dataset.say);
    }
    seen.set(lane.id, called);
  }
  if (news.length) {
    document.getElementById("said").textContent = news.join(". ");
    document.dispatchEvent(new Event("chime"));
  }
  paint();
}

function paint() {
  for (const lane of document.querySelectorAll(".lane"))
    lane.classList.toggle("fresh", Boolean(lane.dataset.called) && (freshUntil.get(lane.id) ?? 0) > Date.now());
}

full.hidden = !document.fullscreenEnabled;
full.addEventListener("click", () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
);

// The screen must not dim or lock: nobody touches it.
async function stayAwake() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => {});
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

document.addEventListener("htmx:after:swap", () => look(false));
setInterval(paint, 1000);
look(true);
