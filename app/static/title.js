// After each refresh: the title of the page.

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
  const whole = document.querySelector("[data-tab]")?.dataset.tab;
  document.title = title ? `${title} · ${name}` : (whole ?? name);
}

document.addEventListener("htmx:after:swap", settle);
settle();
