// Everything that can be done with one customer opens beside the line, where no refresh closes it.

const panel = document.getElementById("panel");
const ASKS_MS = 10000; // of whoever is not on the page it tells nothing
const PATIENCE_MS = 8000;

function ask(source, url, swap) {
  return htmx.ajax("GET", url, { source, target: panel, swap, timeout: PATIENCE_MS });
}

let opening = false;
function wire() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opening = true;
    told = tells(link.closest("tr").id.replace(/^\w+-/, ""));
    ask(panel, link.href, "innerHTML");
  });
  panel.addEventListener("htmx:after:settle", () => {
    // What is new may come when it has been closed.
    if (opening && !panel.open) panel.showModal();
    opening = false;
    renew();
  });
  panel.addEventListener("click", (event) => {
    const back = event.target.closest(".back");
    const acts = event.target.closest("button[form=act]");
    if (back) settle();
    // Outside of the panel's content is its backdrop.
    if (acts || event.target === panel) save();
    if (back || acts || event.target === panel) panel.close();
  });
  // A form of the panel that went well takes the panel away.
  panel.addEventListener("done", ({ target }) => {
    if (target === details()) settle();
    panel.close();
  });
  panel.addEventListener("submit", ({ target }) => target === details() && settle());
  panel.addEventListener("cancel", settle);
  panel.addEventListener("close", save);
  for (const name of ["htmx:error", "htmx:response:error"]) document.addEventListener(name, unsaved);
  document.addEventListener("htmx:after:swap", renew);
  panel.addEventListener("htmx:before:swap", keep);
  setInterval(() => {
    told = "";
    renew();
  }, ASKS_MS);
}

// What is typed is kept by whatever closes the panel, but for those who leave it.
let settled = null; // what is saved, or isn't meant to be
const details = () => panel.querySelector(".edit form");
const settle = () => (settled = details());
function save() {
  const form = details();
  if (!form || form === settled || !isTyped(form)) return;
  settle();
  const act = document.getElementById("act");
  const values = Object.fromEntries(new FormData(form));
  // With the taps, one after the other: what is said in the end is of the last.
  htmx.ajax("POST", form.action, { source: act, values, target: panel, swap: "innerHTML", of: form });
}
function isTyped(form) {
  const fields = [...form.querySelectorAll("[name^=was_]")];
  return fields.some((was) => form.elements[was.name.slice(4)].value !== was.value);
}
function unsaved({ detail: { ctx } }) {
  if (!ctx?.of && ctx?.sourceElement !== settled) return;
  settled = null;
  if (!ctx.of) return;
  // By now somebody may do something else there.
  if (panel.open) ctx.swap = "none";
  else panel.showModal();
}

// What the page tells of somebody, wherever they stand on it; who is in another queue is on its paper.
let told = "";
function tells(id, ticket) {
  const ids = [`customer-${id}`, `found-${id}`, `past-${id}`, `on-${ticket}`];
  const row = ids.map((each) => document.getElementById(each)).find(Boolean);
  const facts = row?.querySelector(".who") ?? row;
  const ahead = [...document.querySelectorAll("#line > [data-state=waiting]")].indexOf(row);
  return [row?.dataset.state, ahead, facts?.textContent].join();
}

// While it is open, somebody else may change that customer: then it shows what is new. What is wrong in it stays to be read.
let renewing = false;
async function renew() {
  const about = panel.open && !renewing && panel.querySelector("[data-of]");
  if (!about || panel.querySelector(".htmx-request, .error")) return;
  const { of: id, ticket, again } = about.dataset;
  const now = tells(id, ticket);
  if (now === told) return;
  told = now;
  focused = null;
  renewing = true;
  // Its `hx-sync` gives way to whatever somebody asks for.
  await ask(about, again, "innerMorph");
  // htmx has given the focus to what has it when the panel opens.
  renewing = false;
  if (focused) (focused.isConnected ? focused : panel.querySelector(".back")).focus();
  renew();
}

// What is being typed stays, with what was there before somebody typed: so they learn that both have changed it.
let focused = null;
function keep({ target }) {
  if (!target.matches("[data-of]")) return;
  focused = document.activeElement;
  for (const was of panel.querySelectorAll("[name^=was_]")) {
    const field = was.form.elements[was.name.slice(4)];
    const typed = field === focused || field.value !== was.value;
    for (const one of [was, field]) one.toggleAttribute("hx-morph-skip", typed);
  }
}

// Without dialogs the link leads to a page with the same.
if (panel?.showModal) wire();
