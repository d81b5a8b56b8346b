// What htmx leaves to the page: whether it is live, its title, the panel.
"use strict";

// A refresh must not close what somebody has just opened.
htmx.registerExtension("keep-open", {
  htmx_before_morph_attr: (_element, { attrName }) => attrName !== "open",
});

// Whether the page is live, and what to do when it is not.
const QUIET_MS = 35000; // the server says something at least every 15 seconds
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
    const time = this.currentAt.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
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
  watch() {
    // A connection can die without a word. Then let go of it, so that the next one is made.
    if (this.connection?.reader && Date.now() - this.heardAt > QUIET_MS) {
      this.show(false);
      this.connection.reader.cancel();
    }
    if (!this.up && stream?.isConnected && Date.now() - this.lookedAt > FALL_BACK_MS) this.look();
  },
  // The server may have no room for another stream. The page is fetched, and its regions replaced.
  async look() {
    this.lookedAt = Date.now();
    const selectOOB = stream.dataset.stream
      .split(" ")
      .map((id) => `#${id}:outerMorph`)
      .join(",");
    await htmx.ajax("GET", location.href, { source: document.body, swap: "none", selectOOB });
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
    if (event.detail.ctx?.sourceElement === stream) live.show(false);
  });
document.addEventListener("htmx:sse:before:connection", (event) => {
  if (event.detail.connection.attempt > 0) live.show(false);
});
window.addEventListener("online", () => live.connection?.delayCanceller?.());
window.addEventListener("offline", () => live.show(false));
setInterval(() => live.watch(), 5000);

// After each refresh: the title, and the time of the last update.
const started = document.title;
function settle() {
  const title = document.querySelector("[data-title]")?.dataset.title;
  document.title = title ? `${title} · ${started}` : started;
  const updated = document.querySelector("[data-updated]");
  if (updated)
    updated.textContent = new Date().toLocaleTimeString([], {
      hour: "2-digit",
      minute: "2-digit",
      hour12: false,
    });
}
document.addEventListener("htmx:after:swap", settle);

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
panel?.addEventListener("click", (event) => {
  // Outside of the panel's content is its backdrop.
  if (event.target === panel || event.target.closest("button")) panel.close();
});

settle();
