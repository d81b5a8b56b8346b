// Everything that can be done with one customer opens beside the line, where no refresh closes it.

const panel = document.getElementById("panel");

function wire() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    htmx.ajax("GET", link.href, { target: "#panel", swap: "innerHTML" });
  });
  panel.addEventListener("htmx:after:settle", () => {
    if (!panel.open) panel.showModal();
  });
  panel.addEventListener("click", (event) => {
    // Outside of the panel's content is its backdrop.
    if (event.target === panel || event.target.closest("button[form=act], .back")) panel.close();
  });
  // A form of the panel that went well takes the panel away.
  document.addEventListener("done", () => panel.close());
  document.addEventListener("htmx:after:swap", renew);
}

// While it is open, somebody else may change that customer: then it shows the new state, and what
// is being typed stays.
function renew() {
  const about = panel.open && panel.querySelector("[data-of]");
  if (!about) return;
  const { of: id, state, again } = about.dataset;
  const row = document.querySelector(`#customer-${id}, #found-${id}, #past-${id}`);
  if (!row || row.dataset.state === state) return;
  // htmx would give the focus to what has it when the panel opens.
  const focused = document.activeElement;
  htmx.ajax("GET", again, { target: "#panel", swap: "innerMorph" }).then(() => focused.focus());
}

// Without dialogs the link leads to a page with the same.
if (panel.showModal) wire();
