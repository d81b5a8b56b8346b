// After each refresh: the title of the page, and what of it a screen reader says aloud.

let name = document.title;
let told = null;

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
  if (!document.querySelector("[data-ticket]")) return;
  // Of a ticket only the one sentence that counts is said, not the whole page.
  const news = title ?? "";
  if (told !== null && told !== news) document.getElementById("said").textContent = news;
  told = news;
}

document.addEventListener("htmx:after:swap", settle);
settle();
