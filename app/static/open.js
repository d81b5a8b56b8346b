// Without cookies a browser asks over a new connection: those that it keeps may have died without a word.

let stream = {};
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.dataset.stream) stream = ctx.request;
  else if (ctx.sourceElement === document.body) ctx.request.credentials = "omit";
});
document.addEventListener("htmx:sse:before:connection", ({ detail }) => {
  if (detail.connection.attempt) stream.credentials = "omit";
});
