// Whether the page is live, since when it is not, and what to do then.

// A refresh must not close what somebody has just opened.
htmx.registerExtension("keep-open", {
  htmx_before_morph_attr: (_element, { attrName }) => attrName !== "open",
});

const QUIET_MS = 25000; // the server says something at least every 15 seconds
const FALL_BACK_MS = 20000; // without a stream the page looks for itself this often
const stream = document.querySelector("[data-stream]");

// In the store's zone, like all other times on the page.
const clock = (moment) =>
  moment.toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: document.getElementById("live")?.dataset.zone,
  });

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
    const text = up ? pill.dataset.live : `${pill.dataset.lost} ${time}`;
    pill.hidden = false;
    pill.classList.toggle("up", up);
    document.body.classList.toggle("lost", !up);
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
    if (!this.up && stream.isConnected && Date.now() - this.lookedAt > FALL_BACK_MS) this.look();
  },
  // The server may have no room for another stream. The page is fetched, and its fragments replaced.
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
    if (event.detail.ctx?.sourceElement === stream) live.show(false);
  });
document.addEventListener("htmx:sse:before:connection", (event) => {
  if (event.detail.connection.attempt > 0) live.show(false);
});
document.addEventListener("htmx:after:swap", (event) => {
  if (live.wanted) live.looked(event.detail.ctx);
  const updated = document.querySelector("[data-updated]");
  if (updated) updated.textContent = clock(new Date());
});
// Without a network the server may still be there, if it runs on this computer: so ask.
for (const name of ["online", "offline"]) window.addEventListener(name, () => live.doubt());
// Whoever comes back to the page, or wakes the computer, reads the truth at once.
for (const name of ["focus", "pageshow"]) window.addEventListener(name, () => live.watch());
for (const name of ["visibilitychange", "resume"])
  document.addEventListener(name, () => live.watch());
setInterval(() => live.watch(), 5000);
