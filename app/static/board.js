// What a board on a wall needs: each call is seen and, if switched on, heard from across the room.

import "./live.js";
import "./open.js";
import "./tabs.js";
import "./title.js";
import "./switches.js";
import "./chime.js";

const FRESH_MS = 20000; // how long a lane stays amber after a call
const STAGE_MS = 4000; // of several calls at once each is on stage for so long at least
const PAGE_MS = 8000; // how long some of the lanes are shown, if not all of them fit
const MOST_LANES = 8;
const STILL_MS = 4000; // after so long without a hand near, what one can press goes away
const AWAKE_MS = 30000; // how often a board asks that its screen stays on, and after closing whether the store is open again
const BLINK_MS = 400; // how long a lane that is amber is not, when its number is called again

// By a clock that nobody sets.
const now = () => performance.now();

const seen = new Set();
const freshUntil = new Map();
const blinkUntil = new Map();
const stage = document.querySelector(".stage");
const full = document.querySelector("[data-full]");
const lanes = () => [...document.querySelectorAll(".lane")];
const calls = () => [...document.querySelectorAll("[data-call]")];
const waiting = [];
let onStage = null;
let stageUntil = 0;
let shown = 0;
let turnAt = now() + PAGE_MS;

function look(first) {
  const fresh = calls().filter((call) => !seen.has(call.dataset.call));
  const since = (call) => Number(call.dataset.call.split(" ")[1]);
  for (const call of fresh.sort((one, other) => since(one) - since(other))) {
    seen.add(call.dataset.call);
    if (!first) waiting.push({ ...call.dataset, lane: call.closest(".lane").id });
  }
  play();
  paint();
}

// One after the other, in the order of the calls.
function play() {
  const at = now();
  if (onStage && at < stageUntil) return;
  // Nobody is called any more who is done meanwhile.
  const still = new Set(calls().map((call) => call.dataset.call));
  do onStage = waiting.shift() ?? null;
  while (onStage && !still.has(onStage.call));
  if (!onStage) return;
  stageUntil = at + STAGE_MS;
  // What is amber already must change once more to be seen.
  if (freshUntil.get(onStage.lane) > at) blinkUntil.set(onStage.lane, at + BLINK_MS);
  freshUntil.set(onStage.lane, at + FRESH_MS);
  const lane = document.getElementById(onStage.lane);
  const where = onStage.to ?? lane?.querySelector("h2 bdi").textContent ?? "";
  onStage.where = where;
  shown = Math.floor(Math.max(0, lanes().indexOf(lane)) / MOST_LANES);
  turnAt = at + FRESH_MS;
  const name = onStage.name ? `, ${onStage.name}` : "";
  // The same words again are news to a screen reader only if they were gone.
  const said = document.getElementById("said");
  const words = `${onStage.ticketCalled}${name}: ${where}`;
  said.textContent = "";
  setTimeout(() => (said.textContent = words), 50);
  document.dispatchEvent(new Event("chime"));
}

// With few lanes and one call the lane is the stage.
function needsStage() {
  const many = document.querySelector(".lanes.many");
  // Whoever is on stage stays there until the next one comes.
  const still = onStage && (now() < stageUntil || waiting.length);
  const other = still && !document.querySelector(`.calling[data-call="${CSS.escape(onStage.call)}"]`);
  return Boolean(still && (many || waiting.length || other));
}

function paint() {
  const all = lanes();
  const pages = Math.ceil(all.length / MOST_LANES);
  if (pages > 1 && now() > turnAt) {
    shown = (shown + 1) % pages;
    turnAt = now() + PAGE_MS;
  }
  if (shown >= pages) shown = 0;
  document.querySelector(".lanes")?.classList.toggle("paged", pages > 1);
  all.forEach((lane, nth) => {
    // A name wraps between words; one with a word too long for a line ends in "…".
    const name = lane.querySelector("h2 bdi");
    name.classList.toggle("long", name.scrollWidth > name.clientWidth + 1);
    lane.classList.toggle("away", Math.floor(nth / MOST_LANES) !== shown);
    const fresh = freshUntil.get(lane.id) > now() && !(blinkUntil.get(lane.id) > now());
    lane.classList.toggle("fresh", Boolean(lane.dataset.called) && fresh);
  });
  const dots = document.querySelector(".pages");
  if (dots) dots.textContent = pages > 1 ? `${shown + 1} / ${pages}` : "";
  stage.hidden = !needsStage();
  if (stage.hidden) return;
  stage.querySelector(".ticket").textContent = onStage.ticketCalled;
  stage.querySelector(".name").textContent = onStage.name ?? "";
  stage.querySelector(".to").textContent = onStage.where;
}

function tick() {
  const clock = document.querySelector("[data-clock]");
  const timeZone = document.getElementById("headline")?.dataset.zone;
  const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
  try {
    if (clock) clock.textContent = new Date().toLocaleTimeString("en-GB", how);
  } catch {
    // An old browser doesn't know the zone: no clock is better than a wrong one.
    clock.hidden = true;
  }
  play();
  paint();
}

full.hidden = !document.fullscreenEnabled;
delete full.dataset.comes;
full.addEventListener("click", () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
);

let stillness = 0;
function move() {
  document.body.classList.remove("still");
  clearTimeout(stillness);
  stillness = setTimeout(() => document.body.classList.add("still"), STILL_MS);
}
for (const hand of ["pointermove", "pointerdown", "keydown"]) document.addEventListener(hand, move);
move();

// The screen must not dim or lock: nobody touches it.
let lock = null;
async function stayAwake() {
  if (document.visibilityState !== "visible" || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    // The system decides otherwise, to save its battery: perhaps not for long.
  }
}
document.addEventListener("visibilitychange", stayAwake);
setInterval(stayAwake, AWAKE_MS);
stayAwake();

// The store has closed; opened again with the link of its report, it has the same board.
setInterval(async () => {
  if (!document.querySelector(".over")) return;
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) location.reload();
}, AWAKE_MS);

document.addEventListener("htmx:after:swap", () => look(false));
setInterval(tick, 500);
look(true);
tick();
