// What a ticket in somebody's pocket needs: it rings when it is their turn, and can be passed on.

import "./live.js";
import "./open.js";
import "./tabs.js";
import "./title.js";
import "./switches.js";
import "./chime.js";

const RINGS_MS = [0, 2500, 5000]; // a phone in a bag is not heard at once
const said = document.getElementById("said");
let called = null; // when each was, by the element
let told = "";
let rings = [];

function look() {
  const party = document.getElementById("party");
  // Once the store has closed there is none, and nobody's turn.
  document.body.classList.toggle("turn", party !== null && "turn" in party.dataset);
  if (!party) return hush();
  const people = [...party.querySelectorAll("[data-called]")];
  const at = (one) => Number(one.dataset.called);
  // Who doesn't come is called again, later; when that is taken back, the time is an earlier one.
  const fresh = people.filter((one) => !(called?.get(one.id) >= at(one)));
  const say = document.querySelector("[data-say]")?.dataset.say ?? "";
  if (called && fresh.length) ring();
  // A few places on the way are said aloud, and each call.
  if (called && say && (fresh.length || say !== told)) speak(say, fresh, party.dataset.ticket);
  called = new Map(people.map((one) => [one.id, at(one)]));
  told = say;
}

// The same words again are news to a screen reader only if they were gone.
function speak(say, fresh, ticket) {
  const again = (one) => [say, one.querySelector("[data-again]")?.textContent].filter(Boolean).join(", ");
  const each = fresh.map((one) => `${one.querySelector(".number").textContent}: ${again(one)}`);
  said.textContent = "";
  setTimeout(() => (said.textContent = each.join(" ") || `${ticket}: ${say}`), 50);
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
