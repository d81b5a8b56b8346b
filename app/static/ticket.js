// What a ticket in somebody's pocket needs: it rings when it is their turn, and can be passed on.

const RINGS_MS = [0, 2500, 5000]; // a phone in a bag is not heard at once
const said = document.getElementById("said");
let called = null;
let rings = [];

function look() {
  const party = document.getElementById("party");
  if (!party) return;
  // The time is part of it: who doesn't come is called again.
  const people = [...party.querySelectorAll("[data-called]")];
  const now = new Set(people.map((one) => `${one.id} ${one.dataset.called}`));
  document.body.classList.toggle("turn", "turn" in party.dataset);
  if (called && [...now].some((call) => !called.has(call))) ring();
  called = now;
}

function ring() {
  hush();
  rings = RINGS_MS.map((wait) => setTimeout(() => {
    document.dispatchEvent(new Event("chime"));
    // Without a tap before it, browsers refuse and complain.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300]);
  }, wait));
}

function hush() {
  rings.forEach(clearTimeout);
}

// Whoever touches the phone has heard it.
document.addEventListener("pointerdown", hush);
document.addEventListener("htmx:after:swap", look);
look();

const link = document.getElementById("link");
const share = document.querySelector("[data-share]");
const copy = document.querySelector("[data-copy]");
share.hidden = !navigator.share;
copy.hidden = !navigator.clipboard;
copy.parentElement.hidden = share.hidden && copy.hidden;
share.addEventListener("click", () => navigator.share({ url: link.href }).catch(() => {}));
copy.addEventListener("click", () =>
  navigator.clipboard.writeText(link.href).then(
    () => (copy.textContent = said.textContent = copy.dataset.done),
    // Not allowed: then it is marked, to be copied by hand.
    () => getSelection().selectAllChildren(link),
  ),
);
