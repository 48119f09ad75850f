// Says that an answer is waited for, from when a form is sent or a link is followed until the next page is there.

const LONGEST_MS = 20_000;

function wait(): void {
  document.body.setAttribute("aria-busy", "true");
  window.setTimeout(done, LONGEST_MS);
}

function done(): void {
  document.body.removeAttribute("aria-busy");
}

document.addEventListener("submit", wait);
document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement | SVGAElement>("a[href]");
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = new URL(link.getAttribute("href") ?? "", location.href);
  const here = target.origin === location.origin;
  // What is downloaded leaves the page where it is, and so does a place on the page itself.
  const stays = /\/(export|dumps|sparql)\b/.test(target.pathname) || target.href.split("#")[0] === location.href.split("#")[0];
  if (here && !stays) wait();
});
window.addEventListener("pageshow", done);

export {};
