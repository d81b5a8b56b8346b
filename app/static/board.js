// What a board on a wall needs: a change is seen and, if switched on, heard from across the room.
"use strict";

const FRESH_MS = 20000; // how long a lane stays amber after a call
const seen = new Map();
const freshUntil = new Map();
const sound = document.querySelector("[data-sound]");
const full = document.querySelector("[data-full]");
let audio = null;

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
    chime();
  }
  paint();
}

function paint() {
  for (const lane of document.querySelectorAll(".lane"))
    lane.classList.toggle("fresh", Boolean(lane.dataset.called) && (freshUntil.get(lane.id) ?? 0) > Date.now());
}

function chime() {
  if (!audio) return;
  [660, 880].forEach((pitch, nth) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + nth * 0.25;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.6);
  });
}

sound.hidden = !window.AudioContext;
sound.addEventListener("click", () => {
  audio = audio ? null : new AudioContext();
  sound.setAttribute("aria-pressed", String(Boolean(audio)));
  chime();
});

full.hidden = !document.fullscreenEnabled;
full.addEventListener("click", () =>
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
);

// A board that dims is no board.
async function stayAwake() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => {});
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

document.addEventListener("htmx:after:swap", () => look(false));
setInterval(paint, 1000);
look(true);
