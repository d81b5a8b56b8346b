// Fields and switches that this browser remembers by their name: `<input data-remembered="NAME">`, `<button data-remembered="NAME"
// aria-pressed="false">`. What they switch reads `aria-pressed`, after each click too.

// Some browsers refuse to remember anything; then a switch is at the next visit as the page has it.
function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {}
}

for (const input of document.querySelectorAll("input[data-remembered]")) {
  const name = input.dataset.remembered;
  input.value = remembered(name) ?? input.value;
  input.addEventListener("change", () => remember(name, input.value));
}
for (const button of document.querySelectorAll("button[data-remembered]")) {
  const name = button.dataset.remembered;
  const was = remembered(name);
  if (was) button.setAttribute("aria-pressed", String(was === "on"));
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    remember(name, on ? "on" : "off");
  });
}
