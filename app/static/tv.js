// Looks every few seconds whether the owner has typed this TV's characters, and shows the board then.
// Nothing is loaded anew meanwhile, so the screen doesn't flash.
document.documentElement.setAttribute("data-runs", "");
setInterval(async () => {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok && answer.redirected) location.replace(answer.url);
}, 4000);
