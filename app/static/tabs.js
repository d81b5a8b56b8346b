// Over HTTP/1.1 a browser opens six connections to a host, and a stream holds one for as long as it
// is open: with six live pages nothing else would load. So of all pages of this browser the four
// oldest have a stream. These tell the others when there is news, and then those look for themselves.

const MOST = 4;
const ANSWERS_MS = 200;
const LOOK_MS = 5000; // what no other page has heard of
const SILENT_MS = 20000; // a stream says something every 15 seconds

const stream = document.querySelector("[data-stream]");
const [visit] = performance.getEntriesByType?.("navigation") ?? [];
const me = `${Date.now()} ${Math.random()}`;
const older = new Set();
let surplus = false;
let settled = false;
let connection = null;
let toldAt = 0;

function tell(news) {
  toldAt = performance.now();
  document.dispatchEvent(new CustomEvent("elsewhere", { detail: { news } }));
}

// Ask for a place, and give it back if four others have one, or ask at the same moment and are older.
function join(talk) {
  older.clear();
  surplus = settled = false;
  toldAt = performance.now();
  talk.postMessage({ kind: "ask", from: me });
  setTimeout(() => {
    surplus = older.size >= MOST;
    settled = !surplus;
    if (surplus) {
      connection?.reader?.cancel();
      tell(true);
    } else if (!stream._htmx?.sse) htmx.trigger(stream, "again");
  }, ANSWERS_MS);
}

function share(talk) {
  talk.addEventListener("message", ({ data: { kind, from, settled: has } }) => {
    if (kind === "ask" && !surplus) talk.postMessage({ kind: "here", from: me, settled });
    else if (kind === "here" && (has || from < me)) older.add(from);
    else if (kind === "gone" && surplus) join(talk);
    else if (surplus && (kind === "news" || kind === "beat")) tell(kind === "news");
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (surplus && event.detail.ctx?.sourceElement === stream) event.preventDefault();
  });
  document.addEventListener("htmx:sse:before:connection", (event) => {
    if (surplus) event.preventDefault();
  });
  document.addEventListener("htmx:sse:after:connection", (event) => {
    connection = event.detail.connection;
  });
  // live.js has taken it for a loss before.
  document.addEventListener("htmx:sse:close", () => surplus && tell(true));
  document.addEventListener("htmx:sse:after:message", (event) => {
    const kind = event.detail.message.event ? "beat" : "news";
    if (!surplus) talk.postMessage({ kind, from: me });
  });
  window.addEventListener("pagehide", () => surplus || talk.postMessage({ kind: "gone", from: me }));
  window.addEventListener("pageshow", (event) => event.persisted && join(talk));
  setInterval(() => {
    if (!surplus || !stream.isConnected) return;
    if (performance.now() - toldAt > SILENT_MS) join(talk);
    else document.dispatchEvent(new Event("doubtful"));
  }, LOOK_MS);
  join(talk);
}

// Null in a frame that may talk to no other page.
function channel() {
  try {
    return new BroadcastChannel("streams");
  } catch {
    return byMemory();
  }
}

// Without a channel (Safari before 15.4) pages hear of what another one remembers for a moment.
function byMemory() {
  const tellOthers = (said) => {
    localStorage.setItem("streams", JSON.stringify(said));
    localStorage.removeItem("streams");
  };
  try {
    tellOthers({});
  } catch {
    return null;
  }
  const hear = ({ key, newValue }, told) => key === "streams" && newValue && told({ data: JSON.parse(newValue) });
  return {
    postMessage: tellOthers,
    addEventListener: (_message, told) => window.addEventListener("storage", (event) => hear(event, told)),
  };
}

// Newer protocols carry all streams in one connection.
if (stream && !/^h[23]/.test(visit?.nextHopProtocol ?? "")) {
  const talk = channel();
  if (talk) share(talk);
}
