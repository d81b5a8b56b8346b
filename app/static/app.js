// What htmx leaves to the page: whether it is live, the title, minutes that tick, the panel.
"use strict";

// A refresh must not close what somebody has just opened.
htmx.registerExtension("keep-open", {
  htmx_before_morph_attr: (_element, { attrName }) => attrName !== "open",
});

const QUIET_MS = 35000; // the server says something at least every 15 seconds
const live = {
  connection: null,
  heardAt: 0,
  changedAt: new Date(),

  show(up) {
    const pill = document.getElementById("live");
    if (!pill) return;
    pill.hidden = false;
    pill.classList.toggle("up", up);
    const time = this.changedAt.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    pill.textContent = up
      ? pill.dataset.live
      : `${pill.dataset.lost} · ${pill.dataset.since} ${time}`;
  },
  heard() {
    this.heardAt = Date.now();
    this.show(true);
  },
  // A connection can die without a word. Then let go of it, so that the next one is made.
  watch() {
    if (this.connection?.reader && Date.now() - this.heardAt > QUIET_MS) {
      this.show(false);
      this.connection.reader.cancel();
    }
  },
};

document.addEventListener("htmx:sse:after:connection", (event) => {
  live.connection = event.detail.connection;
  live.heard();
});
document.addEventListener("htmx:sse:after:message", () => {
  live.changedAt = new Date();
  live.heard();
});
document.addEventListener("beat", () => live.heard());
for (const name of ["htmx:sse:error", "htmx:sse:close"])
  document.addEventListener(name, () => live.show(false));
document.addEventListener("htmx:sse:before:connection", (event) => {
  if (event.detail.connection.attempt > 0) live.show(false);
});
window.addEventListener("online", () => live.connection?.delayCanceller?.());
window.addEventListener("offline", () => live.show(false));
setInterval(() => live.watch(), 5000);

// After each refresh: the title, the time of the last update, and minutes instead of clock times.
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
