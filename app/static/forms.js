// Small helps for the forms; each works without them.

// Some browsers hide it, some have no word for it: "" then.
function ownZone() {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  } catch {
    return "";
  }
}

// The browser knows its time zone; the list starts there, unless the owner has chosen before.
for (const select of document.querySelectorAll("select[data-former]")) {
  const former = new Map(select.dataset.former.split(" ").map((pair) => pair.split("=")));
  const zone = former.get(ownZone()) ?? ownZone();
  const known = [...select.options].some((option) => option.value === zone);
  if (known && "detect" in select.dataset) select.value = zone;
  // Some browsers hide it, and say UTC, an hour of the ocean, or Iceland to all: then the owner says it.
  const iceland = zone === "Atlantic/Reykjavik" && !navigator.languages?.some((one) => /^is\b/.test(one));
  const guessed = select.value === (known ? zone : "UTC");
  const hides = guessed && (!known || zone === "UTC" || iceland);
  const hint = document.querySelector("[data-hidden-zone]");
  if (hint) hint.hidden = !hides;
  const more = select.closest("details");
  if (more && hides) more.open = true;
}

// Where nobody is asked, what the browser says is good enough.
for (const input of document.querySelectorAll("input[data-zone]")) {
  input.value = ownZone();
}

// A hint while a password is typed: length counts most, then how many different characters.
for (const input of document.querySelectorAll("input[data-strength]")) {
  const hint = input.form.querySelector(".strength");
  input.addEventListener("input", () => {
    const typed = [...input.value];
    const worth = typed.length + new Set(typed).size;
    const { enough, good, strong } = hint.dataset;
    const words = typed.length < input.minLength ? "" : worth < 18 ? enough : worth < 26 ? good : strong;
    hint.textContent = words;
    hint.hidden = !words;
  });
}

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = !input;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
}
