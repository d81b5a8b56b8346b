// The one sound of the product. A page says when: with the event "chime" at the document.
//
// Its switch is `<button class="sound" hidden>`, remembered by switches.js. What its `aria-describedby` names says, in the
// words of `data-blocked`, that nothing can be heard: browsers want a touch first.

const button = document.querySelector(".sound");
const told = document.getElementById(button.getAttribute("aria-describedby"));
const Context = window.AudioContext ?? window.webkitAudioContext;
let audio = null;

const isOn = () => button.getAttribute("aria-pressed") === "true";

// On, and nothing would be heard.
function show() {
  const blocked = isOn() && audio?.state !== "running";
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

// Some engines throw what others reject.
const resume = async () => audio?.resume();

function turn() {
  // One that the system has closed already says so.
  (async () => audio?.close())().catch(() => {});
  audio = isOn() ? made() : null;
  if (audio) begin();
  else show();
  // Give it a moment to start before saying that it did not.
  setTimeout(show, 300);
}

function begin() {
  try {
    // Where there is one, this is heard in silent mode, too, like a film.
    if (navigator.audioSession) navigator.audioSession.type = "playback";
  } catch {
    // A frame may not choose.
  }
  audio.addEventListener("statechange", () => (look(), show()));
  // The headphones are gone.
  audio.addEventListener("error", () => {
    audio = null;
    show();
  });
  look();
}

// On some phones it says that it runs after a call, but its clock stands still.
let seen = { at: 0, clock: 0 };
function look() {
  if (audio) seen = { at: performance.now(), clock: audio.currentTime };
}

function isDumb() {
  if (audio?.state !== "running") return true;
  return performance.now() - seen.at > 300 && audio.currentTime === seen.clock;
}

// What a call has stopped may never start again: another takes its place.
async function wake() {
  if (!isOn() || !isDumb()) return;
  turn();
  await resume().catch(() => {});
}

// Some phones leave it asleep after a call until they are asked. What can't begin within a second would be heard too late.
async function chime() {
  if (isOn() && navigator.userActivation?.hasBeenActive && audio?.state !== "running") {
    if (!audio) turn();
    await Promise.race([resume().catch(() => {}), new Promise((late) => setTimeout(late, 1000))]);
  }
  play();
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

delete button.dataset.comes;
// Where htmx can't be read the page is loaded anew every few seconds: it hears of no call, and may not ring.
if (Context && window.htmx) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    turn();
    await resume().catch(() => {});
    play();
  });
  for (const touch of ["pointerup", "keydown"]) document.addEventListener(touch, wake);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("chime", chime);
  turn();
}
