// Without cookies a browser asks over a new connection: those that it keeps may have died without a word.

let stream = {};
// Of those that are really sent: a second one that is asked for meanwhile is dropped.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.dataset.stream) stream = ctx.request;
  else if (ctx.sourceElement === document.body) ctx.request.credentials = "omit";
});
document.addEventListener("htmx:sse:before:connection", ({ detail }) => {
  if (detail.connection.attempt) stream.credentials = "omit";
});
