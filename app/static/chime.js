// The one sound of the product, and the switch for it. A page says when: `chime()`.
//
// The switch is a `<button data-sound="NAME" aria-pressed="false" hidden>`; the browser remembers it
// under that name. An element that its `aria-describedby` names says it, in the words of its
// `data-blocked`, while the browser keeps the page silent: none may sound before it is touched.
"use strict";

window.chime = (() => {
  const button = document.querySelector("[data-sound]");
  if (!button || !window.AudioContext) return () => {};
  const told = document.getElementById(button.getAttribute("aria-describedby"));
  const key = `sound-${button.dataset.sound}`;
  let audio = null;

  // Some browsers refuse to remember anything; then it is off at the next visit.
  const remembered = () => {
    try {
      return localStorage.getItem(key) === "on";
    } catch {
      return false;
    }
  };
  const remember = (on) => {
    try {
      localStorage.setItem(key, on ? "on" : "off");
    } catch {}
  };

  function show() {
    button.setAttribute("aria-pressed", String(Boolean(audio)));
    const blocked = Boolean(audio) && audio.state !== "running";
    if (!told) return;
    told.textContent = blocked ? told.dataset.blocked : "";
    told.hidden = !blocked;
  }

  function turn(on) {
    audio?.close();
    audio = on ? new AudioContext() : null;
    // The browser starts it when it may, or when it was asked to after a touch.
    audio?.addEventListener("statechange", show);
    // Give it a moment to start before saying that it did not.
    if (audio) setTimeout(show, 300);
    button.setAttribute("aria-pressed", String(on));
    if (!on) show();
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

  button.hidden = false;
  button.addEventListener("click", async () => {
    const on = !audio;
    turn(on);
    remember(on);
    if (!on) return;
    await audio.resume();
    play();
  });
  for (const touch of ["pointerup", "keydown"])
    document.addEventListener(touch, () => audio?.state === "suspended" && audio.resume());
  if (remembered()) turn(true);

  return play;
})();
