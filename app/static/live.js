// Whether the page is live, since when it is not, and what to do then.

// A refresh must not close what somebody has just opened.
htmx.registerExtension("keep-open", {
  htmx_before_morph_attr: (_element, { attrName }) => attrName !== "open",
});

const QUIET_MS = 25000; // the server says something at least every 15 seconds
const FALL_BACK_MS = 20000; // without a stream the page looks for itself this often
const NAP_MS = 5000;
const PATIENCE_MS = 3000; // longer after each question without an answer
const stream = document.querySelector("[data-stream]");

// For renewal.js.
document.documentElement.dataset.runs = "";

// In the store's zone, or the browser's if it does not know that one (an old one knows Europe/Kiev alone).
function clock(moment) {
  const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    const timeZone = document.getElementById("headline")?.dataset.zone;
    return moment.toLocaleTimeString("en-GB", { ...how, timeZone });
  } catch {
    return moment.toLocaleTimeString("en-GB", how);
  }
}

// By two clocks: one can be set back, the other may stand still in a computer that sleeps.
const moment = () => [Date.now(), performance.now()];
const since = ([set, steady]) => Math.max(Date.now() - set, performance.now() - steady);

const live = {
  up: false,
  connection: null,
  heardAt: moment(),
  lookedAt: moment(),
  currentAt: new Date(),
  hiddenAt: null,
  patience: PATIENCE_MS,
  told: 0, // messages that changed the page

  show(up) {
    this.up = up;
    const pill = document.getElementById("live");
    if (!pill) return;
    const { live, lost } = pill.dataset;
    const text = up ? live : `${lost} ${clock(this.currentAt)}`;
    pill.hidden = false;
    pill.classList.toggle("up", up);
    document.body.classList.toggle("lost", !up);
    // Only what changed is said aloud by a screen reader.
    if (pill.textContent !== text) pill.textContent = text;
  },
  heard() {
    this.heardAt = moment();
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
    if ((this.up || this.connection?.reader) && since(this.heardAt) > QUIET_MS) this.doubt();
    if (!this.up && stream.isConnected && since(this.lookedAt) > FALL_BACK_MS) this.look();
  },
  // A phone that was asleep may have lost its connection and not know yet: so it asks.
  wake() {
    this.watch();
    if (document.hidden) this.hiddenAt ??= moment();
    else {
      if (this.hiddenAt && since(this.hiddenAt) > NAP_MS && stream.isConnected) this.look();
      this.hiddenAt = null;
    }
  },
  // The page is fetched, and its fragments replaced.
  async look() {
    this.lookedAt = moment();
    this.toldBefore = this.told;
    this.wanted = stream.dataset.stream
      .split(" ")
      .map((id) => `#${id}:outerMorph`)
      .join(",");
    await htmx.ajax("GET", location.href, {
      source: document.body,
      swap: "none",
      selectOOB: this.wanted,
      timeout: this.patience,
    });
  },
  // Giving up ends a connection that died without a word.
  unanswered({ status }) {
    if (status !== "error: timeout" || this.patience > 40000) return;
    this.patience *= 2;
    this.look();
  },
  // What was drawn before a message came would take that back; and a hotel's network sends a page of its own.
  isNoNews(ctx) {
    if (ctx?.selectOOB === undefined || ctx.selectOOB !== this.wanted) return false;
    return this.told !== this.toldBefore || !ctx.text?.includes("data-stream=");
  },
  // Only what has really come is news: a server that is away or busy answers, too.
  looked(ctx) {
    if (ctx?.selectOOB !== this.wanted || !(ctx?.response?.status < 400)) return;
    this.patience = PATIENCE_MS;
    this.currentAt = new Date();
    this.show(this.up);
  },
};

function anew() {
  if (!stream.isConnected) return;
  live.doubt();
  live.look();
}

// Firefox lets a page wait until another has all of the same answer: of a stream, for ever.
document.addEventListener("htmx:config:request", (event) => (event.detail.ctx.request.cache = "no-store"));

// A proxy may hold what comes: only a message is a sign of life.
document.addEventListener("htmx:sse:after:connection", (event) => {
  live.connection = event.detail.connection;
  live.heardAt = moment();
});
for (const name of ["htmx:sse:before:message", "beat"])
  document.addEventListener(name, () => live.heard());
document.addEventListener("htmx:sse:before:message", (event) => {
  if (!event.detail.message.event) live.told++;
});
document.addEventListener("htmx:before:swap", (event) => {
  if (live.isNoNews(event.detail.ctx)) event.preventDefault();
});
for (const name of ["htmx:sse:error", "htmx:sse:close"])
  document.addEventListener(name, () => live.show(false));
for (const name of ["htmx:error", "htmx:response:error"])
  document.addEventListener(name, (event) => {
    if (event.detail.ctx?.sourceElement === stream) live.show(false);
    if (event.detail.ctx?.sourceElement === document.body) live.unanswered(event.detail.ctx);
  });
// What is asked for over a connection that died without a word hangs.
document.addEventListener("htmx:sse:before:connection", ({ detail: { connection } }) => {
  if (!connection.attempt) return;
  live.show(false);
  connection.config.connectTimeout = PATIENCE_MS * Math.min(connection.attempt, 4);
});
document.addEventListener("htmx:after:swap", (event) => {
  if (live.wanted) live.looked(event.detail.ctx);
  const updated = document.querySelector("[data-updated]");
  if (updated) updated.textContent = clock(new Date());
});
// Another page of this browser has the stream: see tabs.js.
document.addEventListener("elsewhere", (event) => {
  live.heard();
  if (event.detail.news) live.look();
});
document.addEventListener("doubtful", () => live.look());
// Without a network the server may be there, on this computer; with another the connection is dead.
for (const name of ["online", "offline"]) window.addEventListener(name, anew);
window.addEventListener("focus", () => live.watch());
// What the browser kept of a page that one left has no connection any more.
window.addEventListener("pageshow", ({ persisted }) => persisted && anew());
document.addEventListener("visibilitychange", () => live.wake());
// A frozen page has missed all that was said, and hears of its waking while it is hidden still.
document.addEventListener("resume", anew);
setInterval(() => live.watch(), 5000);
