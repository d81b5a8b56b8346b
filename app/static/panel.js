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
  panel.addEventListener("click", ({ target }) => {
    // Outside of the panel's content is its backdrop.
    if (target === panel && !details()?.querySelector("[data-overtaken]")) close();
    if (target.closest("button[form=act]")) close();
    if (target.closest(".back")) close(false);
  });
  panel.addEventListener("submit", submit, true);
  panel.addEventListener("cancel", () => (left = true));
  panel.addEventListener("close", closed);
  // A form of the panel that went well takes the panel away.
  panel.addEventListener("done", () => panel.close());
  document.addEventListener("htmx:finally:request", ({ detail }) => detail.ctx.unsaved && answered(detail.ctx));
  document.addEventListener("htmx:after:swap", renew);
  panel.addEventListener("htmx:before:swap", keep);
  setInterval(() => {
    told = "";
    renew();
  }, ASKS_MS);
}

// What is typed is saved by whatever closes the panel, but for ✕ and Esc.
let left = false;
function close(saves = true) {
  // Before the tap that closes it is sent: what is said in the end is of the tap.
  if (saves) save();
  left = !saves;
  panel.close();
}
function closed() {
  if (!left) save();
  left = false;
  if (!panel.open) comesUp();
}
function submit(event) {
  const own = event.target === details();
  if (own) {
    event.preventDefault();
    event.stopPropagation();
    if (!typed(event.target).length) return panel.close();
  }
  save(own);
}

const details = () => panel.querySelector(".edit form");
const fields = (form) => [...form.querySelectorAll("[name^=was_]")].map((was) => [was, form.elements[was.name.slice(4)]]);
const typed = (form) => fields(form).filter(([was, field]) => field.value !== was.value);

let saving = 0;
function save(knows = false) {
  const form = details();
  // Whoever typed beside somebody else chooses whose is right.
  if (!form || !typed(form).length || (!knows && form.querySelector("[data-overtaken]"))) return;
  form.querySelector(".unsent")?.remove();
  // What was news of it would come late.
  htmx.trigger(form.closest("[data-of]"), "htmx:abort");
  const source = document.getElementById("act");
  const values = Object.fromEntries(new FormData(form));
  const before = fields(form).map(([was]) => was.value);
  // What is typed from now on is another change.
  for (const [was, field] of fields(form)) was.value = field.value;
  saving++;
  const unsaved = { form, before, content: [...panel.childNodes] };
  htmx.ajax("POST", form.action, { source, values, target: panel, swap: "none", unsaved });
}

// Answers of what could not be saved, which come up one after the other.
const late = [];
function answered({ unsaved, hx, response, text }) {
  const { form, before } = unsaved;
  const here = panel.open && details() === form;
  saving--;
  if (hx?.trigger === "done") return here && !typed(form).length && panel.close();
  fields(form).forEach(([was], nth) => (was.value = before[nth]));
  late.push({ ...unsaved, answer: [409, 422].includes(response?.status) && text });
  if (here || !panel.open) comesUp();
}
function comesUp() {
  const next = panel.isConnected && late.shift();
  if (!next) return;
  const { form, answer, content } = next;
  if (answer) {
    panel.innerHTML = answer;
    htmx.process(panel);
    for (const [, field] of fields(details())) field.value = form.elements[field.name].value;
  } else {
    panel.replaceChildren(...content);
    const why = Object.assign(document.createElement("p"), { className: "error unsent", role: "alert" });
    why.textContent = document.getElementById("flash").dataset.failed;
    form.prepend(why);
  }
  if (!panel.open) panel.showModal();
  told = "";
  (panel.querySelector("[aria-invalid=true]") ?? typed(details())[0]?.[1])?.focus();
  panel.querySelector(".error").scrollIntoView({ block: "nearest" });
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
  if (!about || saving || panel.querySelector(".htmx-request")) return;
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
  const edit = panel.querySelector(".edit");
  edit.toggleAttribute("hx-morph-skip", edit.querySelector(".error"));
  for (const was of panel.querySelectorAll("[name^=was_]")) {
    const field = was.form.elements[was.name.slice(4)];
    const typed = field === focused || field.value !== was.value;
    for (const one of [was, field]) one.toggleAttribute("hx-morph-skip", typed);
  }
}

// Without dialogs the link leads to a page with the same.
if (panel?.showModal) wire();
