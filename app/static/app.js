// What htmx leaves to the page: whether it is live, its title, the panel.
"use strict";

// A refresh must not close what somebody has just opened.
htmx.registerExtension("keep-open", {
  htmx_before_morph_attr: (_element, { attrName }) => attrName !== "open",
});

// In the store's zone where the page names it, like all other times there.
const clock = (moment) =>
  moment.toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: document.getElementById("live")?.dataset.zone,
  });

// Whether the page is live, and what to do when it is not.
const QUIET_MS = 25000; // the server says something at least every 15 seconds
const FALL_BACK_MS = 20000; // without a stream the page looks for itself this often
const stream = document.querySelector("[data-stream]");
const live = {
  up: false,
  connection: null,
  heardAt: 0,
  lookedAt: Date.now(),
  currentAt: new Date(),

  show(up) {
    this.up = up;
    const pill = document.getElementById("live");
    if (!pill) return;
    const time = clock(this.currentAt);
    const text = up ? pill.dataset.live : `${pill.dataset.lost} · ${pill.dataset.since} ${time}`;
    pill.hidden = false;
    pill.classList.toggle("up", up);
    // Only what changed is said aloud by a screen reader.
    if (pill.textContent !== text) pill.textContent = text;
  },
  heard() {
    this.heardAt = Date.now();
    this.currentAt = new Date();
    this.show(true);
  },
  // Let go of a connection that may be dead, so that the next one is made.
  doubt() {
    this.show(false);
    this.connection?.reader?.cancel();
    this.connection?.delayCanceller?.();
  },
  watch() {
    // A connection can die without a word, and a computer that slept has missed that.
    if ((this.up || this.connection?.reader) && Date.now() - this.heardAt > QUIET_MS) this.doubt();
    if (!this.up && stream?.isConnected && Date.now() - this.lookedAt > FALL_BACK_MS) this.look();
  },
  // The server may have no room for another stream. The page is fetched, and its regions replaced.
  async look() {
    this.lookedAt = Date.now();
    this.wanted = stream.dataset.stream
      .split(" ")
      .map((id) => `#${id}:outerMorph`)
      .join(",");
    await htmx.ajax("GET", location.href, { source: document.body, swap: "none", selectOOB: this.wanted });
  },
  // Only what has really come is news: a server that is away or busy answers, too.
  looked(ctx) {
    if (ctx?.selectOOB !== this.wanted || !(ctx?.response?.status < 400)) return;
    this.currentAt = new Date();
    this.show(this.up);
  },
};

document.addEventListener("htmx:sse:after:connection", (event) => {
  live.connection = event.detail.connection;
  live.heard();
});
for (const name of ["htmx:sse:after:message", "beat"])
  document.addEventListener(name, () => live.heard());
for (const name of ["htmx:sse:error", "htmx:sse:close"])
  document.addEventListener(name, () => live.show(false));
for (const name of ["htmx:error", "htmx:response:error"])
  document.addEventListener(name, (event) => {
    const source = event.detail.ctx?.sourceElement;
    if (source === stream) live.show(false);
    else if (source !== document.body) notice.fail();
  });
document.addEventListener("htmx:sse:before:connection", (event) => {
  if (event.detail.connection.attempt > 0) live.show(false);
});
document.addEventListener("htmx:after:swap", (event) => live.wanted && live.looked(event.detail.ctx));
// Without a network the server may still be there, if it runs on this computer: so ask.
for (const name of ["online", "offline"]) window.addEventListener(name, () => live.doubt());
// Whoever comes back to the page, or wakes the computer, reads the truth at once.
for (const name of ["focus", "pageshow"]) window.addEventListener(name, () => live.watch());
for (const name of ["visibilitychange", "resume"])
  document.addEventListener(name, () => live.watch());
setInterval(() => live.watch(), 5000);

// After each refresh: the title, and the time of the last update.
const whole = () => document.querySelector("[data-tab]")?.dataset.tab;
let name = document.title;
// What the page says in a few words, of whose ticket if it is one's.
function inShort() {
  const { title } = document.querySelector("[data-title]")?.dataset ?? {};
  const { ticket } = document.querySelector("[data-ticket]")?.dataset ?? {};
  return title && ticket ? `${ticket}: ${title}` : title;
}
function settle() {
  name = document.getElementById("headline")?.textContent ?? name;
  const title = inShort();
  document.title = title ? `${title} · ${name}` : (whole() ?? name);
  const updated = document.querySelector("[data-updated]");
  if (updated)
    updated.textContent = clock(new Date());
}
document.addEventListener("htmx:after:swap", settle);

// What went wrong, said once and put away after a while.
const notice = {
  fail() {
    const place = document.getElementById("notice");
    if (!place) return;
    place.querySelector("p").textContent = place.dataset.failed;
    place.querySelector("button")?.remove();
    place.hidden = false;
  },
  settle() {
    clearTimeout(this.timer);
    const place = document.getElementById("notice");
    if (!place || place.hidden) return;
    // What can be undone can be for longer, and does not go away under the hand.
    const stays = () => place.matches(":hover, :focus-within");
    const hide = () => (stays() ? this.settle() : (place.hidden = true));
    this.timer = setTimeout(hide, place.querySelector("button") ? 20000 : 8000);
  },
};
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx?.sourceElement !== stream) notice.settle();
});
document.addEventListener("htmx:error", () => notice.settle());

// A button may be gone before the second tap of a double tap arrives, and another in its place.
const lastPress = { at: 0, x: 0, y: 0, what: "" };
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("button[form=act]");
    if (!button) return;
    const { clientX: x, clientY: y, timeStamp: at } = event;
    const what = new URL(button.formAction).pathname;
    // The keyboard's clicks have no place; they are the same if they are about the same.
    const byKey = event.detail === 0;
    const same = byKey ? what === lastPress.what : Math.hypot(x - lastPress.x, y - lastPress.y) < 24;
    if (same && at - lastPress.at < 500) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else Object.assign(lastPress, { at, x, y, what });
  },
  true,
);

// A form of the panel that went well takes the panel away.
document.addEventListener("done", () => panel?.close());

// Everything that can be done with one customer opens beside the line, where no refresh closes it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  htmx.ajax("GET", link.href, { target: "#panel", swap: "innerHTML" });
});
const panel = document.getElementById("panel");
panel?.addEventListener("htmx:after:settle", () => {
  if (!panel.open) panel.showModal();
});
// While it is open, somebody else may change that customer: then it shows the new state, and what
// is being typed stays.
document.addEventListener("htmx:after:swap", () => {
  const about = panel?.open && panel.querySelector("[data-of]");
  if (!about) return;
  const { of: id, state, again } = about.dataset;
  const row = document.querySelector(`#customer-${id}, #found-${id}`);
  if (!row || row.dataset.state === state) return;
  // htmx would give the focus to what has it when the panel opens.
  const focused = document.activeElement;
  htmx.ajax("GET", again, { target: "#panel", swap: "innerMorph" }).then(() => focused.focus());
});
panel?.addEventListener("click", (event) => {
  // Outside of the panel's content is its backdrop.
  if (event.target === panel || event.target.closest("button[form=act], .back")) panel.close();
});

settle();
