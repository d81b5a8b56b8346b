// The page changes row by row. Each message, and each reply to a tap, says what it makes of what:
// only of that it is good. `data-shown` says what the page shows to begin with.

const stream = document.querySelector("[data-stream]");
const OUT_OF_STEP_MS = 1000;

let shown = document.querySelector("[data-shown]").dataset.shown;
let timer = 0;
let told = 0;

// A row is moved without leaving the page where the browser can, so that it keeps the focus.
function put(row, after, body) {
  const next = after ? after.nextSibling : body.firstChild;
  if (row === next) return;
  if (!row.isConnected || !body.moveBefore) return body.insertBefore(row, next);
  body.moveBefore(row, next);
  // Between two moves Chromium has to look, or it keeps the height of both rows in one card.
  row.offsetHeight;
}

function leave(row, body) {
  queueMicrotask(() => row?.parentNode === body && row.remove());
}
// What is to be moved and is not here makes this another state than any that is told of: no later
// message is good for it, but all there is.
function move(row, after, body) {
  if (row) return put(row, after, body);
  shown = "";
  wait();
}

const rows = {
  init(api) {
    this.morph = api.morph;
  },
  // `<tr data-gone="ID">` takes a row away, `<tr data-after="ID">` says where the next one stands,
  // `<tr data-moved="ID">` takes it from where it is: what goes stays until the message is read.
  change(body, changes) {
    const find = (id) => id && body.querySelector(`#${CSS.escape(id)}`);
    let after = null;
    for (const row of [...changes.children]) {
      const { gone, after: id, moved } = row.dataset;
      const here = find(row.id);
      if (gone !== undefined) leave(find(gone), body);
      else if (id !== undefined) after = id;
      else if (moved !== undefined) move(document.getElementById(moved), find(after), body);
      else if (!here) put(row, find(after), body);
      else {
        if (after !== null) put(here, find(after), body);
        const fresh = document.createDocumentFragment();
        fresh.append(row);
        rows.morph(here, fresh, false);
      }
      if (row.id || moved) after = null;
    }
  },
};
htmx.registerExtension("rows", {
  init: (api) => rows.init(api),
  handle_swap(style, body, changes) {
    if (style === "rows") rows.change(body, changes);
    return style === "rows";
  },
});

// A message that is good for another state than this one: a reply may have been here sooner than
// what it says comes through the stream. If it stays so, the stream begins anew, with all there is.
function wait() {
  timer ||= setTimeout(() => {
    timer = 0;
    shown = "";
    stream._htmx?.sse?.reader?.cancel();
  }, OUT_OF_STEP_MS);
}
function inStep(name) {
  shown = name;
  clearTimeout(timer);
  timer = 0;
}

document.addEventListener("htmx:sse:before:message", (event) => {
  const { event: name, id } = event.detail.message;
  if (name || !id) return;
  told++;
  const [before, after] = id.includes(">") ? id.split(">") : [null, id];
  if (after === shown) inStep(after);
  else if (before === null || before === shown) return inStep(after);
  else wait();
  event.preventDefault();
});

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers.Shown = shown;
  event.detail.ctx.told = told;
});

// Of a reply that comes late, the stream has brought the rest, or will: one that is good for any
// state, and was drawn before a message came, would take back what the message said.
const OWN = ["flash", "walk-in", "announcing", "page"];
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const id = ctx.response?.raw?.headers?.get?.("Shown");
  if (!id || ctx.sourceElement === stream || event.defaultPrevented) return;
  const [before, after] = id.includes(">") ? id.split(">") : [null, id];
  const good = before === null ? ctx.told === told : before === shown;
  if (after !== shown && good) return inStep(after);
  for (const task of [...tasks])
    if (task.type === "partial" && !OWN.includes(task.target?.id)) tasks.splice(tasks.indexOf(task), 1);
});
