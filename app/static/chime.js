// The one sound of the product. A page says when: with the event "chime" at the document.
//
// Its switch is `<button class="sound" hidden>`, remembered by switches.js. The element that its
// `aria-describedby` names says, in the words of its `data-blocked`, while the browser keeps the
// page silent: none may sound before it is touched.

const button = document.querySelector(".sound");
const told = document.getElementById(button.getAttribute("aria-describedby"));
const Context = window.AudioContext ?? window.webkitAudioContext;
let audio = null;

function show() {
  const blocked = Boolean(audio) && audio.state !== "running";
  told.textContent = blocked ? told.dataset.blocked : "";
  told.hidden = !blocked;
}

// Null where there is nothing to sound with, or too much sounds already.
function made() {
  try {
    return new Context();
  } catch {
    return null;
  }
}

function turn() {
  // One that the system has closed already says so.
  audio?.close().catch(() => {});
  audio = button.getAttribute("aria-pressed") === "true" ? made() : null;
  // Where there is one, this is heard in silent mode, too, like a film.
  if (audio && navigator.audioSession) navigator.audioSession.type = "playback";
  if (!audio) return show();
  // The browser starts it when it may, or when it was asked to after a touch.
  audio.addEventListener("statechange", () => (look(), show()));
  look();
  // Give it a moment to start before saying that it did not.
  setTimeout(show, 300);
}

// On some phones it says that it runs after a call, but its clock stands still.
let seen = { at: 0, clock: 0 };
function look() {
  if (audio) seen = { at: performance.now(), clock: audio.currentTime };
}

function isDumb() {
  if (audio.state !== "running") return true;
  return performance.now() - seen.at > 300 && audio.currentTime === seen.clock;
}

// What a call has stopped may never start again: another takes its place, in the touch itself.
async function wake() {
  if (!audio || !isDumb()) return;
  turn();
  await audio?.resume().catch(() => {});
}

function play() {
  if (audio?.state !== "running") return;
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

// Where htmx can't be read the page is loaded anew every few seconds: it hears of no call, and may not ring.
if (Context && window.htmx) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    turn();
    await audio?.resume().catch(() => {});
    play();
  });
  for (const touch of ["pointerup", "keydown"]) document.addEventListener(touch, wake);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("chime", play);
  turn();
}
