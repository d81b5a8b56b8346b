// The button says how many leave.

const count = document.querySelector("[data-count]");
const boxes = [...document.querySelectorAll(".leavers [type=checkbox]")];
function show() {
  const leaving = boxes.filter((box) => box.checked).length;
  count.textContent = leaving ? ` (${leaving})` : "";
}
for (const box of boxes) box.addEventListener("change", show);
if (boxes.length) show();
