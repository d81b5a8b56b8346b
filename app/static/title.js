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
  // Of a ticket only what matters is said: a few places on the way, and each call.
  const say = document.querySelector("[data-say]")?.dataset.say;
  const { ticket } = document.querySelector("[data-ticket]").dataset;
  const calls = [...document.querySelectorAll("[data-called]")].map((one) => one.dataset.called);
  const again = document.querySelector("[data-again]")?.textContent;
  const news = say ? [`${ticket}: ${say}`, ...calls].join(" ") : "";
  const said = document.getElementById("said");
  if (told !== null && say && told !== news) {
    // The same words again are news to a screen reader only if they were gone.
    said.textContent = "";
    setTimeout(() => (said.textContent = `${ticket}: ${again ? `${say}, ${again}` : say}`), 50);
  }
  told = news;
}

document.addEventListener("htmx:after:swap", settle);
settle();
