// The chime, and the switch that allows it: browsers play nothing before somebody taps.
"use strict";

const sound = {
  button: document.querySelector("[data-sound]"),
  hint: document.querySelector("[data-sound-hint]"),
  audio: null,
  on: false,

  // Some browsers forbid to remember; then it is switched on each time.
  remembered() {
    try {
      return localStorage.getItem("sound") === "on";
    } catch {
      return false;
    }
  },
  remember() {
    try {
      localStorage.setItem("sound", this.on ? "on" : "off");
    } catch {
      // Then not.
    }
  },
  // Only in answer to a tap or a key.
  unlock() {
    if (this.on) (this.audio ??= new AudioContext()).resume();
    this.show();
  },
  turn() {
    this.on = !this.on;
    this.remember();
    this.unlock();
    if (this.on) this.chime();
  },
  show() {
    this.button.setAttribute("aria-pressed", String(this.on));
    if (this.hint) this.hint.hidden = !this.on || Boolean(this.audio);
  },
  chime() {
    if (!this.on || !this.audio) return;
    [660, 880].forEach((pitch, nth) => {
      const tone = this.audio.createOscillator();
      const volume = this.audio.createGain();
      const start = this.audio.currentTime + nth * 0.25;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.25, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
      tone.connect(volume).connect(this.audio.destination);
      tone.start(start);
      tone.stop(start + 0.6);
    });
  },
};

if (window.AudioContext) {
  sound.on = sound.remembered();
  sound.show();
  (sound.button.closest("[data-sound-box]") ?? sound.button).hidden = false;
  sound.button.hidden = false;
  for (const name of ["click", "keydown"])
    document.addEventListener(name, (event) => {
      if (event.target.closest?.("[data-sound]")) return;
      if (!sound.audio) sound.unlock();
    });
  sound.button.addEventListener("click", () => sound.turn());
}
