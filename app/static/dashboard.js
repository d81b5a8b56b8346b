// What the dashboard does by itself: minutes go on, a chime tells of who joined, links open what
// they name.

const page = document.getElementById("page");

// The owner's clock may be wrong, the server's is what all times on the page come from.
const ahead = Date.now() - page.dataset.now * 1000;

const ages = page.dataset.age?.split("|");
function age(moment) {
  const minutes = Math.floor((Date.now() - ahead - moment) / 60000);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  const pattern = ages[minutes < 1 ? 0 : h < 1 ? 1 : m < 1 ? 2 : 3];
  return pattern.replace("{h}", h).replace("{m}", m);
}

function count() {
  for (const time of document.querySelectorAll("time[data-since]")) {
    const text = age(Date.parse(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
  for (const bar of document.querySelectorAll("progress[data-waits]")) {
    const since = Date.parse(bar.parentElement.querySelector("time").dateTime);
    const minutes = (Date.now() - ahead - since) / 60000;
    bar.value = Math.floor(minutes);
    bar.parentElement.classList.toggle("over", minutes > bar.max);
  }
}

// Who was added by the owner needs no chime.
const scans = () => Number(document.getElementById("figures")?.dataset.scans ?? 0);
let heard = scans();
function listen() {
  if (scans() > heard) document.dispatchEvent(new Event("chime"));
  heard = scans();
}

document.addEventListener("htmx:after:swap", () => {
  count();
  listen();
});
setInterval(count, 5000);
document.addEventListener("visibilitychange", count);
count();

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-opens]");
  const details = link && document.getElementById(link.dataset.opens);
  if (!details) return;
  event.preventDefault();
  details.open = true;
  details.querySelector("input:not([type=hidden])").focus();
});

// What was found, and what was asked for of earlier today, grow old with every change; then they are
// looked for again.
const asked = {
  search: () => document.getElementById("sought")?.value.trim(),
  past: () => document.getElementById("earlier")?.hidden === false,
};
const due = {};
document.addEventListener("htmx:after:swap", (event) => {
  const source = event.detail.ctx?.sourceElement?.id;
  if (source in asked) return;
  for (const name in asked) {
    if (due[name] || !asked[name]()) continue;
    due[name] = setTimeout(() => {
      due[name] = 0;
      htmx.trigger(document.getElementById(name), "again");
    }, 500);
  }
});
