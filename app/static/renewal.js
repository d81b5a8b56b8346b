// Takes away the renewal of the page by itself where scripts can do better.
//
// What follows in the page is a <meta> that renews it, and after that a comment. A comment that
// begins here ends there, so the <meta> is none. An engine that is too old for htmx can't read this
// file either, by the words below, and then the page goes on renewing itself.
{
  class Newer {
    #value = null;
    async *read(of) {
      for await (const one of of) this.#value ??= one?.value;
    }
  }
  const seconds = document.currentScript.dataset.seconds;
  if (Newer) document.write("<!--");
  // Read, but not run: a file may be missing. live.js says that all is well.
  setTimeout(() => {
    if (!document.documentElement.hasAttribute("data-runs")) location.reload();
  }, seconds * 1000);
}
